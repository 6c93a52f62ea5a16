"""The whole line on the demo hall, in a real browser: course, drill, exam, certificate, completion, appraisal."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from appraisal.models import AppraisalEntry
from certificates.models import Credential, CredentialScheme
from courses.models import LessonPage
from drills.models import Run
from exams.models import Attempt, Sitting
from foundation import facts
from foundation.models import User
from organisation.models import Node
from question_bank.models import Bank
from service_items.models import ServiceItem
from tests.cast import PASSWORD
from tests.journeys.people import Person, answers_the_paper, in_worker, passes_check, plays_like_the_expert, right_texts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hall(settings):
    settings.DEMO = True
    settings.DEMO_PASSWORD = PASSWORD
    in_worker(call_command, "load_demo", verbosity=0)
    return {user.username: user for user in User.objects.all()}


@pytest.fixture
def at(page_for, hall):
    """at("clerk", width=360) → that person at a browser."""
    return lambda username, **options: Person(page_for(hall[username], **options))


def moment(at) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def set_quick_exam(at, clerk: User) -> Sitting:
    """The officer sets ten questions for the clerk; officer-b signs."""
    officer = at("officer").opens("/exams/officer/quick/", "officer-quick-exam")
    bank = Bank.objects.get(slug="linjiang")
    node = Node.objects.get(code="YS")
    now = timezone.now()
    officer.fills(
        title="首次全科快考", node=str(node.pk), bank=str(bank.pk), count=10, minutes=20, pass_percent=10,
        opens_at=moment(now - timedelta(minutes=2)), closes_at=moment(now + timedelta(hours=3)), people=[str(clerk.pk)],
    ).clicks("抽题并提交签发").sees("首次全科快考", "请另一位考务员签发")  # fmt: skip
    sitting = Sitting.objects.get(title="首次全科快考")
    signer = at("officer-b").opens(f"/exams/officer/papers/{sitting.paper_version_id}/", "officer-b-paper")
    signer.clicks("核对无误，签发").sees("已发布")
    return sitting


def test_from_a_lesson_to_the_appraisal(at, hall):
    clerk = hall["clerk"]
    manager = at("manager").opens("/analytics/competence/", "manager-coverage-before")
    sitting = set_quick_exam(at, clerk)
    scheme = CredentialScheme.objects.create(
        key="first-window",
        title="高龄津贴事项授权",
        node=Node.objects.get(code="YS"),
        published=True,
        validity_months=12,
    )
    scheme.service_items.add(ServiceItem.objects.get(code="I04"))
    scheme.requirements.create(kind="exam", key=f"sitting:{sitting.pk}", label=sitting.title, position=1)

    # the manager assigns a plan
    today = timezone.localdate()
    manager.opens("/plans/new/")
    manager.fills(
        title="新岗第一周", node=str(Node.objects.get(code="YS").pk), starts_on=today, due_on=today + timedelta(days=7)
    )
    manager.fills(people=[str(clerk.pk)]).clicks("保存计划").sees("新岗第一周")
    for kind, key in (("course", "reception"), ("drill", "D01"), ("sitting", str(sitting.pk))):
        manager.fills(kind=kind, key=key).clicks("加入计划")
    manager.clicks("启用并通知").sees("计划已启用").looks("manager-plan")

    # the clerk studies on a phone
    phone = at("clerk", width=360).opens("/", "clerk-home").sees("首次全科快考")
    lesson = LessonPage.objects.live().get(key="reception-first-inquiry")
    phone.opens(lesson.get_url(), "clerk-lesson")
    passes_check(phone, lesson)

    # and practises a case
    phone.opens("/drills/D01/", "clerk-drill-intro").clicks("开始")
    plays_like_the_expert(phone, Run.objects.get(person=clerk, state="in_progress"))
    phone.sees("100").looks("clerk-debrief")

    # and sits the exam
    phone.opens(f"/exams/{sitting.pk}/", "clerk-exam-intro").clicks("开始考试")
    versions = [row.version for row in sitting.paper_version.questions.select_related("version")]
    answered = answers_the_paper(phone, versions)
    assert answered == sum(bool(right_texts(version)) for version in versions) > 0
    phone.sees("已存到服务器").looks("clerk-exam")
    phone.page.locator('[data-do="hand-in"]:visible, [data-open="navd"]:visible').first.click()
    phone.page.locator('dialog[open] [data-do="hand-in"]').click()
    phone.page.locator('[data-do="confirm"]').click()
    phone.sees("已交卷")
    in_worker(facts.drain_all)
    assert Attempt.objects.get(person=clerk, sitting=sitting).state == Attempt.State.GRADED

    # the officer releases; the certificate and the appraisal line follow by themselves
    manager.opens("/appraisal/periods/")
    manager.fills(node=str(Node.objects.get(code="LJ").pk), month=today.strftime("%Y-%m")).clicks("开始这个月的考核")
    officer = at("officer").opens(f"/exams/officer/sittings/{sitting.pk}/", "officer-release")
    officer.clicks("发布成绩").clicks("发布并通知考生").sees("已发布 1 人的成绩")
    in_worker(facts.drain_all)
    credential = Credential.objects.get(person=clerk, scheme=scheme)
    phone.opens("/certificates/", "clerk-certificates").sees("高龄津贴事项授权")
    anyone = at("outsider", width=360).opens(f"/certificates/verify/{credential.code}/", "verify")
    anyone.sees("有效")
    month = today.replace(day=1)
    line = AppraisalEntry.objects.filter(person=clerk, indicator__key="exam", period__month=month).latest("pk")
    phone.opens(f"/appraisal/{line.period_id}/", "clerk-appraisal").sees(line.indicator.name)

    # and the manager sees it
    manager.opens("/analytics/", "manager-completion").sees(clerk.name)
    manager.opens("/analytics/competence/?node=YS", "manager-coverage-after").sees(clerk.name)
