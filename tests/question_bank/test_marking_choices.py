"""Marking tables of the choice kinds, and what a candidate gets to see of them."""

import doctest
from fractions import Fraction
from random import Random

import pytest
from django.http import QueryDict

from question_bank.question_types import get
from question_bank.question_types.multiple_choice import marking as multiple
from question_bank.question_types.single_choice import marking as single
from question_bank.question_types.true_false import marking as judged

OPTIONS = [{"id": each, "text": f"选项{each}"} for each in "ABCDE"]


@pytest.mark.parametrize("module", [single, multiple, judged])
def test_the_worked_examples_hold(module):
    outcome = doctest.testmod(module)
    assert outcome.attempted and not outcome.failed


@pytest.mark.parametrize(
    ("scoring", "chosen", "share"),
    [
        ("all_or_nothing", "ABC", 1),
        ("all_or_nothing", "AB", 0),
        ("all_or_nothing", "ABCD", 0),
        ("partial", "ABC", 1),
        ("partial", "A", Fraction(1, 3)),
        ("partial", "ABD", 0),
        ("partial_penalty", "ABC", 1),
        ("partial_penalty", "AB", Fraction(2, 3)),
        ("partial_penalty", "ABD", Fraction(1, 6)),
        ("partial_penalty", "DE", 0),
        ("partial_penalty", "ABCDE", 0),
        ("partial", "", 0),
    ],
)
def test_multiple_choice_earns(scoring, chosen, share):
    content = {"stem": "?", "options": OPTIONS, "scoring": scoring}
    assert get("multiple_choice").mark(content, {"correct": ["A", "B", "C"]}, list(chosen)).fraction == share


@pytest.mark.parametrize("kind", ["single_choice", "multiple_choice"])
def test_a_candidate_gets_fresh_ids_that_lead_back(kind):
    content = {"stem": "?", "options": OPTIONS}
    shown, ids = get(kind).disguise(content, Random(3))
    assert {option["text"] for option in shown["options"]} == {option["text"] for option in OPTIONS}
    assert not set(ids) & {option["id"] for option in OPTIONS}
    texts = {option["id"]: option["text"] for option in OPTIONS}
    for option in shown["options"]:
        value = option["id"] if kind == "single_choice" else [option["id"]]
        true = get(kind).restore(value, ids)
        assert texts[true if kind == "single_choice" else true[0]] == option["text"]


def test_responses_are_read_from_a_posted_form():
    content = {"stem": "?", "options": OPTIONS}
    data = QueryDict("q1-value=A&q1-value=C&q2-value=false")
    assert get("multiple_choice").value_from_form(data, "q1-", content) == ["A", "C"]
    assert get("true_false").value_from_form(data, "q2-", content) is False
    assert get("single_choice").value_from_form(data, "q9-", content) is None


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("single_choice", "A", ""),
        ("single_choice", None, ""),
        ("single_choice", "Z", "unknown_option"),
        ("single_choice", ["A"], "shape"),
        ("multiple_choice", ["A", "A"], "shape"),
        ("multiple_choice", ["Z"], "unknown_option"),
        ("true_false", "true", "shape"),
        ("true_false", True, ""),
    ],
)
def test_impossible_responses_are_named(kind, value, code):
    assert get(kind).value_problem({"stem": "?", "options": OPTIONS}, value) == code
