"""The demo bank: a trainer's 300 questions, whole and approved."""

from collections import Counter
from datetime import date, timedelta

import pytest

import organisation.demo
import service_items.demo
from question_bank import demo
from question_bank.keys import keys_of
from question_bank.models import Question, QuestionDraft, QuestionImport, QuestionVersion

TODAY = date(2026, 11, 21)
NUMBERS = {
    "single_choice": 110, "multiple_choice": 55, "true_false": 45, "fill_in": 25, "ordering": 10, "matching": 10,
    "short_answer": 15, "case_study": 18, "document_check": 12,
}  # fmt: skip


@pytest.fixture
def hall(db, settings):
    settings.DEMO_PASSWORD = "Yunchuang-2026"
    organisation.demo.load(TODAY)
    service_items.demo.load(TODAY)
    demo.load(TODAY)


def test_all_300_questions_of_nine_kinds_are_in_force_and_none_is_loaded_twice(hall):
    demo.load(TODAY)

    assert Counter(QuestionVersion.objects.in_force().values_list("kind", flat=True)) == NUMBERS
    assert Question.objects.count() == 300
    assert not QuestionDraft.objects.exists()
    assert QuestionImport.objects.count() == 2


def test_what_the_sheet_has_no_column_for_is_added_and_the_author_never_approved(hall):
    blank = demo.by_key()["F001"].current_version
    assert blank.content["blanks"] == [{"unit": "日"}]
    assert keys_of([blank.pk])[blank.pk].key["blanks"][0] == {
        "answers": ["5", "五"], "numeric": {"value": 5, "tolerance": 0.0}, "unit": "日",
    }  # fmt: skip
    first = demo.by_outline()["S01"].current_version
    assert (first.cognitive_level, first.exclusion_group) == ("remember", "许可补正五日")
    assert {rule.code for rule in first.rules.all()} == {"R02", "R03"}
    assert (first.author.username, first.approved_by.username) == ("trainer", "reviewer")
    assert first.approved_at.date() < TODAY - timedelta(days=180)


def test_of_an_old_and_a_new_question_exactly_one_is_valid_on_a_day(hall):
    questions = demo.by_key()
    on = {
        day: set(QuestionVersion.objects.usable_on(day).values_list("question__code", flat=True))
        for day in (TODAY, date(2026, 6, 30))
    }
    assert {"S091", "S092"} & on[date(2026, 6, 30)] == {"S091"}
    assert {"S091", "S092"} & on[TODAY] == {"S092"}
    assert (
        questions["S091"].current_version.valid_to + timedelta(days=1) == questions["S092"].current_version.valid_from
    )


def test_about_five_per_cent_wait_to_be_verified_and_all_sixty_outlines_are_finished(hall):
    assert 10 <= QuestionVersion.objects.filter(to_verify=True).count() <= 20
    assert len(demo.by_outline()) == 60
