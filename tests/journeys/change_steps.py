"""A policy changes: it is written, approved by another person, and what depended on the old rule reads as stale."""

from datetime import date, timedelta

from courses.models import LessonPage
from policies.models import PolicyIndexPage, PolicyPage
from question_bank.models import Question
from tests.journeys.people import Person

TITLE = "高龄津贴：子女代办不再要委托书"


def writes_a_policy(trainer: Person, today: date) -> PolicyPage:
    """In the page editor, effective today; sent to review."""
    page = trainer.goes(f"/cms/pages/add/policies/policypage/{PolicyIndexPage.objects.get().pk}/").page
    trainer.fills(title=TITLE, key="P90", one_line="子女凭户口簿即可代办。", issuing_body="江城市临江区民政局（虚构）")
    for name, day in (("published_on", today), ("effective_on", today), ("acknowledge_by", today + timedelta(days=5))):
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
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.locator('footer [data-workflow-action-name="approve"]').first.click()
    page.wait_for_url(lambda url: "/edit/" not in url)


def goes_stale(phone: Person, trainer: Person, lesson: LessonPage, question: Question) -> None:
    phone.opens(lesson.get_url(), "clerk-lesson-stale").sees("起口径有变，本课待更新")
    trainer.goes(f"/cms/questions/{question.pk}/").sees("政策改动待复核")
    phone.opens("/certificates/", "clerk-certificate-stale").sees("待更新")
