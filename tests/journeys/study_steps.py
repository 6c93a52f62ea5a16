"""The manager plans; the clerk studies, tests out and practises on a phone."""

from datetime import date, timedelta

from courses.models import Completion, CoursePage, LessonPage
from drills.models import Run
from foundation.models import User
from organisation.models import Node
from plans.models import TrainingPlan
from question_bank.models import Check
from question_bank.selectors import check_questions
from tests.journeys.people import Person, answer_choices, passes_check, plays_like_the_expert


def assigns_a_plan(manager: Person, people: list[User], steps: list[tuple[str, str]], today: date) -> TrainingPlan:
    hall = Node.objects.get(code="YS")
    manager.opens("/plans/new/").fills(
        title="新岗第一周", node=str(hall.pk), starts_on=today, due_on=today + timedelta(days=7),
        people=[str(person.pk) for person in people],
    )  # fmt: skip
    manager.clicks("保存计划").sees("新岗第一周")
    for kind, key in steps:
        manager.fills(kind=kind, key=key).clicks("加入计划")
    manager.clicks("启用并通知").sees("计划已启用").looks("manager-plan")
    return TrainingPlan.objects.get(title="新岗第一周")


def studies(phone: Person, lesson: LessonPage) -> None:
    phone.opens(lesson.get_url(), "clerk-lesson")
    passes_check(phone, lesson)


def tests_out(phone: Person, clerk: User, course: CoursePage, today: date) -> None:
    """先测后学: the pre-test, then the final check, and the course is done without its lessons."""
    phone.opens(course.get_url(), "clerk-course").clicks("开始前测", role="link")
    answers_check(phone, course.pre_test, today)
    phone.clicks("做结业检测", role="link")
    answers_check(phone, course.final_check, today)
    phone.opens(course.get_url(), "clerk-tested-out").sees("先测通过")
    assert Completion.objects.get(person=clerk, course_key=course.key).how == Completion.How.TEST_OUT


def answers_check(phone: Person, check: Check, today: date) -> None:
    for version in check_questions(check, today):
        answer_choices(phone.page.locator("article.q", has_text=version.stem[:24]), version)
    phone.clicks("交答案").sees("已通过").looks()


def practises(phone: Person, clerk: User, scenario: str) -> None:
    """A case from its first scene to the debrief, by the expert's way."""
    phone.opens(f"/drills/{scenario}/", "clerk-drill-intro").clicks("开始")
    plays_like_the_expert(phone, Run.objects.get(person=clerk, state="in_progress"))
    phone.sees("100").looks("clerk-debrief")
