"""The four demo courses: 20 lessons with figures, checks and pre-tests. 演示口径 throughout."""

import json
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from courses.models import CoursePage, LessonPage
from courses.services.freeze_course_version import freeze_course_version
from courses.services.plant_courses import plant_courses
from foundation.models import User
from foundation.page_tree import publish_page, put_live
from organisation.demo import DISTRICT, at_noon, moved
from organisation.models import Node
from question_bank.demo import by_outline
from question_bank.inline_questions import take_in
from question_bank.keys import key_of
from question_bank.models import Bank, Check, CheckResult, Question
from question_bank.selectors import check_questions
from question_bank.services.make_check import make_check
from question_bank.services.take_check import take_check
from service_items.demo_blocks import placed, value_of
from service_items.models import ServiceItem, ServiceRule

DATA = Path(__file__).parent / "demo_data"
BANK = "course-checks"
PUBLISHED_DAYS_AGO = 60
# The questions on this item were reviewed again after its policy P02 of three weeks ago; the lesson's text was not.
REVIEWED_AGAIN = {"I14": 14}


def load(today: date) -> None:
    """Bring the courses into the page tree; a course that is there stays as it is."""
    plant_courses()
    for path in sorted(DATA.glob("*.json")):
        course = json.loads(path.read_text(encoding="utf-8"))
        if not CoursePage.objects.filter(key=course["key"]).exists():
            with transaction.atomic():
                _load_course(course, today)
    if not CheckResult.objects.filter(check_set__lessons__isnull=False).exists():
        _let_people_study(today)


class _Questions:
    """Takes inline questions into the bank of checks."""

    def __init__(self, today: date):
        self.today = today
        self.author = User.objects.get(username="trainer")
        self.approver = User.objects.get(username="reviewer")
        node = Node.objects.get(code=DISTRICT)
        self.bank = Bank.objects.get_or_create(slug=BANK, defaults={"name": "课程自测题", "node": node})[0]

    def take(self, row: dict) -> Question:
        days = min([REVIEWED_AGAIN.get(code, PUBLISHED_DAYS_AGO) for code in row["service_items"]], default=60)
        at = at_noon(self.today - timedelta(days=days))
        return take_in(row=row, bank=self.bank, author=self.author, approver=self.approver, at=at)

    def check(self, title: str, kind: str, rows: list[dict], pass_count: int) -> Check:
        return make_check(title=title, kind=kind, questions=[self.take(row) for row in rows], pass_count=pass_count)


def _load_course(data: dict, today: date) -> None:
    questions = _Questions(today)
    published = at_noon(today - timedelta(days=PUBLISHED_DAYS_AGO))
    page = CoursePage(
        title=data["title"],
        slug=data["key"],
        key=data["key"],
        node=Node.objects.get(code=DISTRICT),
        summary=data["summary"],
        audience=data["audience"],
        label=data["label"],
        checked_on=moved(data["checked_on"], today),
        next_check_on=moved(data["next_check_on"], today),
        owner=questions.author,
        pre_test=_side_check(questions, data, "pre_test", Check.Kind.PRE_TEST),
        final_check=_side_check(questions, data, "final_check", Check.Kind.FINAL),
        live=False,
    )
    page = plant_courses().add_child(instance=page)
    page = publish_page(page=page, by=questions.approver, at=published)
    lessons = [_add_lesson(page, lesson, questions, today) for lesson in data["lessons"]]
    for lesson in lessons:
        put_live(page=lesson, by=questions.approver, at=published)
    freeze_course_version(course=page, by=questions.approver, at=published)


def _side_check(questions: _Questions, data: dict, name: str, kind: str) -> Check:
    part = data[name]
    return questions.check(f"{data['title']}：{part['title']}", kind, part["questions"], part["pass_count"])


def _add_lesson(course: CoursePage, data: dict, questions: _Questions, today: date) -> LessonPage:
    rows = data["decision_check"]
    check = questions.check(f"{data['title']}：课末判断", Check.Kind.LESSON, rows, len(rows))
    lesson = LessonPage(
        title=data["title"],
        slug=data["key"],
        key=data["key"],
        goal=data["goal"],
        minutes=data["minutes"],
        checked_on=moved("2026-11-02", today),
        body=[_block(block, today) for block in data["blocks"]],
        check_set=check,
        owner=questions.author,
        live=False,
    )
    lesson.service_items = ServiceItem.objects.filter(code__in=data["service_items"])
    lesson.rules = ServiceRule.objects.filter(code__in=data["rules"])
    return course.add_child(instance=lesson)


def _name_of(outline: str) -> str:
    """Bank and code of the demo question that finishes that outline."""
    question = by_outline()[outline]
    return f"{question.bank.slug}/{question.code}"


def _block(block: dict, today: date) -> dict:
    if block["type"] == "self_check":
        return placed(block, {"question": _name_of(block["question_key"])})
    return placed(block, value_of(block, today))


def _let_people_study(today: date) -> None:
    """Every other numbered account has studied over the last weeks: some a lesson or two, some one course or both, some
    by test-out. The accounts named by role have done nothing: whoever tries the demo does it."""
    first, second = CoursePage.objects.order_by("path")[:2]
    one, two = (list(LessonPage.objects.child_of(course).order_by("path")) for course in (first, second))
    testing_out = [first.pre_test, first.final_check]
    checks = [lesson.check_set for lesson in one], [lesson.check_set for lesson in two]
    habits = [checks[0][:2], checks[0], testing_out + checks[1][:1], checks[0] + checks[1]]
    people = User.objects.filter(username__startswith="LJ", is_active=True).order_by("username")[::2]
    for place, person in enumerate(people):
        for step, check in enumerate(habits[place % len(habits)]):
            at = at_noon(today - timedelta(days=50 - 2 * step - place)) + timedelta(minutes=7 * place)
            with transaction.atomic():
                take_check(check=check, by=person, answers=_right_answers(check, today), at=at)


def _right_answers(check: Check, on: date) -> dict:
    keys = {version.question_id: key_of(version.pk).key["correct"] for version in check_questions(check, on)}
    kinds = {version.question_id: version.kind for version in check_questions(check, on)}
    return {pk: key[0] if kinds[pk] == "single_choice" else key for pk, key in keys.items()}
