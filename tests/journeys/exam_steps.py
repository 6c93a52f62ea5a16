"""An exam: set from a blueprint by two officers, sat on a phone through a lost network, released."""

from datetime import datetime, timedelta

from django.utils import timezone

from exams.models import Attempt, Blueprint, PaperVersion, Response, Sitting
from foundation.models import User
from tests.journeys.people import Person, answer_choices

TITLE = "首次全科考试"


def moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def writes_a_blueprint(officer: Person) -> Blueprint:
    """Six single choices and four true-or-false questions, published when the linter finds nothing."""
    officer.opens("/exams/officer/blueprints/new/", "officer-blueprint-new").chooses("node", "临江区")
    officer.fills(
        **{
            "title": TITLE, "minutes": 20, "full_marks": 100, "pass_percent": 80, "s0-title": "第一部分",
            "s0-c0-kind": "single_choice", "s0-c0-count": 6, "s0-c0-points": 10,
            "s0-c1-kind": "true_false", "s0-c1-count": 4, "s0-c1-points": 10,
        }
    ).clicks("保存并看覆盖")  # fmt: skip
    officer.sees("检查通过，可以发布").looks("officer-blueprint").clicks("发布", exact=True).sees("已发布")
    return Blueprint.objects.get(title=TITLE)


def makes_a_paper(officer: Person, signer: Person, blueprint: Blueprint) -> PaperVersion:
    """One draw from the blueprint, frozen by one officer, signed by another."""
    officer.clicks("抽一份固定卷", role="link").fills(title=f"{TITLE}卷").clicks("建草稿")
    officer.sees("提交签发").looks("officer-paper")
    officer.page.locator('[data-open="submit"]').click()
    officer.page.locator("#submit").get_by_role("button", name="提交签发").click()
    officer.sees("待第二人签发")
    version = PaperVersion.objects.get(paper__blueprint=blueprint)
    signer.opens(f"/exams/officer/papers/{version.pk}/", "officer-b-paper").clicks("核对无误，签发").sees("已发布")
    return version


def arranges_a_sitting(officer: Person, version: PaperVersion, clerk: User) -> Sitting:
    now = timezone.now()
    officer.opens("/exams/officer/sittings/new/", "officer-sitting-new").chooses("node", "云水")
    officer.fills(
        title=TITLE, paper_version=str(version.pk), minutes=20, numbers=clerk.username,
        opens_at=moment(now - timedelta(minutes=2)), closes_at=moment(now + timedelta(hours=3)),
    ).clicks("排好并邀请").sees(TITLE)  # fmt: skip
    return Sitting.objects.get(title=TITLE)


def sits_the_exam(phone: Person, clerk: User, sitting: Sitting) -> Attempt:
    """Ten right answers; the network is gone for the last four, and everything arrives when it comes back."""
    page = phone.opens(f"/exams/{sitting.pk}/", "clerk-exam-intro").clicks("开始考试").page
    page.wait_for_selector("#player[data-ready=yes]")
    versions = [row.version for row in sitting.paper_version.questions.select_related("version")]
    for number in range(1, len(versions) + 1):
        answer_question(phone, number, versions)
        if number == 6:
            phone.sees("已存到服务器").looks("clerk-exam")
            page.context.set_offline(True)
        if number < len(versions):
            page.locator('[data-do="next"]').click()
    phone.sees("本机待同步 4 题")
    attempt = Attempt.objects.get(person=clerk, sitting=sitting)
    assert Response.objects.filter(attempt=attempt).count() == 6
    page.context.set_offline(False)
    phone.sees("已存到服务器")
    assert Response.objects.filter(attempt=attempt).count() == len(versions) == 10
    page.locator('[data-do="hand-in"]:visible, [data-open="navd"]:visible').first.click()
    page.locator('dialog[open] [data-do="hand-in"]').click()
    page.locator('[data-do="confirm"]').click()
    phone.sees("已交卷")
    return attempt


def answer_question(phone: Person, number: int, versions: list) -> None:
    """Choose the right options of the question shown as `number`, found among the versions by its stem."""
    article = phone.page.locator(f'article.q[data-number="{number}"]')
    article.wait_for(state="visible")
    stem = article.locator(".q__stem").inner_text().strip().split("\n")[0]
    version = next(each for each in versions if each.stem.strip().split("\n")[0][:40] == stem[:40])
    assert answer_choices(article, version)


def releases(officer: Person, sitting: Sitting) -> None:
    officer.opens(f"/exams/officer/sittings/{sitting.pk}/", "officer-sitting").clicks("核对并发布成绩", role="link")
    officer.looks("officer-release").clicks("发布 1 人的成绩")
    officer.page.locator('dialog[open] button[type="submit"]').click()
    officer.sees("已发布 1 人的成绩")
