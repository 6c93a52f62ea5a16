"""A small course for the stories: two lessons with one question each, a pre-test and a final check."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from courses.models import CoursePage, LessonPage
from courses.services.plant_courses import plant_courses
from foundation.page_tree import publish_page
from question_bank.inline_questions import take_in
from question_bank.models import Bank, Check, CheckResult, Question
from question_bank.services.make_check import make_check
from question_bank.services.take_check import take_check
from service_items.models import ServiceItem

LAST_MONTH = timezone.now() - timedelta(days=30)


@dataclass
class Course:
    page: CoursePage
    first: LessonPage
    second: LessonPage
    item: ServiceItem

    @property
    def lessons(self) -> list[LessonPage]:
        return [self.first, self.second]


def make_question(cast, code: str, items=()) -> Question:
    """An approved practice question whose right answer is B."""
    bank, _ = Bank.objects.get_or_create(slug="lessons", defaults={"name": "课程自测题", "node": cast.hall})
    row = {
        "key": code,
        "kind": "single_choice",
        "stem": f"{code}：少带一样次要材料，怎么办？",
        "options": [
            {"id": "A", "text": "请他回去拿", "correct": False},
            {"id": "B", "text": "签承诺，先受理", "correct": True},
        ],
        "explanation": "缺的是次要材料，可以容缺。",
        "basis": "演示口径",
        "service_items": [item.code for item in items],
        "rules": [],
        "difficulty": 1,
    }
    return take_in(row=row, bank=bank, author=cast.trainer, approver=cast.reviewer, at=LAST_MONTH)


def make_lesson(cast, course: CoursePage, key: str, items=(), body=(), at=LAST_MONTH) -> LessonPage:
    check = make_check(
        title=f"{key} 课末判断", kind=Check.Kind.LESSON, questions=[make_question(cast, key, items)], pass_count=1
    )
    lesson = LessonPage(title=f"课时 {key}", slug=key, key=key, goal="学完能判断。", check_set=check, live=False)
    lesson.body = list(body) or [{"type": "text", "value": "<p>少了它，还能不能判断？</p>"}]
    lesson.service_items = list(items)
    return publish_page(page=course.add_child(instance=lesson), by=cast.reviewer, at=at)


def make_course(cast, key="tolerance", node=None) -> Course:
    item, _ = ServiceItem.objects.get_or_create(code="I04", defaults={"name": "高龄津贴"})
    checks = [
        make_check(
            title=f"{key} {kind}", kind=kind, questions=[make_question(cast, f"{key}-{kind}", [item])], pass_count=1
        )
        for kind in (Check.Kind.PRE_TEST, Check.Kind.FINAL)
    ]
    page = CoursePage(title="容缺受理", slug=key, key=key, node=node or cast.hall, summary="哪些能缺。", live=False)
    page.pre_test, page.final_check = checks
    page = publish_page(page=plant_courses().add_child(instance=page), by=cast.reviewer, at=LAST_MONTH)
    first = make_lesson(cast, page, f"{key}-one", [item])
    second = make_lesson(cast, page, f"{key}-two")
    return Course(page, first, second, item)


def answer(check: Check, person, *, right=True, at=None) -> CheckResult:
    """The person takes the check and knows every answer, or none."""
    answers = {entry.question_id: "B" if right else "A" for entry in check.entries.all()}
    return take_check(check=check, by=person, answers=answers, at=at)
