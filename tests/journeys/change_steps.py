"""A policy changes: it is written, approved by another person, and from its day what depended on the old rule is stale."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from courses.models import LessonPage
from policies.models import PolicyIndexPage, PolicyPage
from question_bank.models import Question
from tests.journeys.people import Person

TITLE = "高龄津贴：子女代办不再要委托书"


def writes_a_policy(trainer: Person, today: date, *, effective_on: date) -> PolicyPage:
    """In the page editor; sent to review."""
    page = trainer.goes(f"/cms/pages/add/policies/policypage/{PolicyIndexPage.objects.get().pk}/").page
    trainer.fills(title=TITLE, key="P90", one_line="子女凭户口簿即可代办。", issuing_body="江城市临江区民政局（虚构）")
    days = {"published_on": today, "effective_on": effective_on, "acknowledge_by": today + timedelta(days=5)}
    for name, day in days.items():
        trainer.fills(**{name: day.isoformat()})
        page.keyboard.press("Tab")
    trainer.chooses("service_items", "高龄津贴").chooses("node", "临江区")
    page.wait_for_timeout(500)  # the calendar opens late, and a press elsewhere shuts it
    page.locator("[name=title]").click()
    page.locator(".xdsoft_datetimepicker:visible").first.wait_for(state="hidden")
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.locator("[name=action-submit]").click()
    trainer.sees("审核中")
    return PolicyPage.objects.get(key="P90")


def approves_the_policy(reviewer: Person, policy: PolicyPage) -> None:
    page = reviewer.goes(f"/cms/pages/{policy.pk}/edit/").page
    page.locator('footer [data-workflow-action-name="approve"]:visible').click()
    page.wait_for_url(lambda url: "/edit/" not in url)


def first_moment(day: date) -> datetime:
    """Midnight by the wall clock of the hall."""
    return timezone.make_aware(datetime.combine(day, time()))


def is_announced(phone: Person, trainer: Person, lesson: LessonPage, question: Question, scheme: str) -> None:
    """Until its day the old rule holds: the lesson says what is coming, the certificate counts."""
    phone.opens(lesson.get_url(), "clerk-lesson-change-announced").sees("起换新口径，在此之前按本课办")
    trainer.goes(f"/cms/questions/{question.pk}/").sees("有改动将要生效，请在生效日前复核。")
    phone.opens("/certificates/")
    assert certificate_pill(phone, scheme) == "有效"


def is_stale(phone: Person, trainer: Person, lesson: LessonPage, question: Question, scheme: str) -> None:
    phone.opens(lesson.get_url(), "clerk-lesson-stale").sees("起口径有变，本课待更新")
    trainer.goes(f"/cms/questions/{question.pk}/").sees("政策改动待复核：复核前不进练习、自测和新试卷。")
    phone.opens("/certificates/", "clerk-certificate-stale")
    assert certificate_pill(phone, scheme) == "政策变更待更新"


def certificate_pill(phone: Person, scheme: str) -> str:
    return phone.page.locator(".certs > li", has_text=scheme).locator(".pill").inner_text()
