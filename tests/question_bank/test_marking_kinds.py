"""Marking tables of the other kinds, as responses and keys stand in the database."""

import doctest
import importlib
from fractions import Fraction
from random import Random

import pytest
from django.http import QueryDict

from question_bank.question_types import get, kinds

MODULES = [f"question_bank.question_types.{kind.kind}.marking" for kind in kinds()]
MODULES += ["question_bank.question_types.fill_in.numerals", "question_bank.text", "question_bank.rules.scheduling"]


@pytest.mark.parametrize("name", MODULES)
def test_the_worked_examples_hold(name):
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.attempted and not outcome.failed


DAYS = {"answers": ["5", "五"], "numeric": {"value": 5, "tolerance": 0}, "unit": "个工作日"}
WORDS = {"answers": ["一次性告知", "一次告知"]}
MONEY = {"answers": [], "numeric": {"value": 35000, "tolerance": 100}, "unit": "元"}
CLAUSE = {"answers": ["第三十二条"]}
SHARE = {"answers": [], "numeric": {"value": 50, "tolerance": 0.5}, "unit": "%"}


@pytest.mark.parametrize(
    ("blank", "text", "right"),
    [
        (DAYS, "5", True),
        (DAYS, "５", True),
        (DAYS, "五", True),
        (DAYS, "五个工作日", True),
        (DAYS, " 5 个工作日 ", True),
        (DAYS, "5.0", True),
        (DAYS, "5天", False),
        (DAYS, "15", False),
        (DAYS, "-5", False),
        (DAYS, "五六", False),
        (WORDS, "一次性告知", True),
        (WORDS, "一次 性 告知。", True),
        (WORDS, "“一次告知”", True),
        (WORDS, "二次告知", False),
        (WORDS, "", False),
        (WORDS, "。", False),
        (MONEY, "三万五千", True),
        (MONEY, "3.5万元", True),
        (MONEY, "35,050", True),
        (MONEY, "３５０００ 元", True),
        (MONEY, "35101", False),
        (CLAUSE, "第32条", True),
        (CLAUSE, "第 ３２ 条", True),
        (CLAUSE, "三十二", False),
        (SHARE, "50%", True),
        (SHARE, "百分之五十", True),
        (SHARE, "50.4", True),
        (SHARE, "0.5", False),
    ],
)
def test_a_blank_takes_what_was_meant(blank, text, right):
    content, key = {"stem": "____", "blanks": [{}]}, {"blanks": [blank]}
    assert get("fill_in").mark(content, key, [text]).right is right


ENTRIES = [{"id": each, "text": f"第 {each} 步"} for each in "abcd"]


@pytest.mark.parametrize(
    ("scoring", "given", "share"),
    [
        ("all_or_nothing", "abcd", 1),
        ("all_or_nothing", "abdc", 0),
        ("all_or_nothing", "abc", 0),
        ("neighbours", "abcd", 1),
        ("neighbours", "abdc", Fraction(1, 3)),
        ("neighbours", "dabc", Fraction(2, 3)),
        ("neighbours", "dcba", 0),
    ],
)
def test_an_order_earns(scoring, given, share):
    content = {"stem": "?", "entries": ENTRIES, "scoring": scoring}
    assert get("ordering").mark(content, {"order": list("abcd")}, list(given)).fraction == share
    assert get("ordering").mark(content, {"order": list("abcd")}, None).fraction == 0


MATCHING = {
    "stem": "?",
    "lefts": [{"id": "1", "text": "满 1 年"}, {"id": "2", "text": "满 5 年"}],
    "rights": [{"id": "a", "text": "12 个月"}, {"id": "b", "text": "18 个月"}, {"id": "c", "text": "36 个月"}],
}
PAIRS = {"pairs": {"1": "a", "2": "b"}}


@pytest.mark.parametrize(
    ("given", "share"), [({"1": "a", "2": "b"}, 1), ({"1": "a", "2": "c"}, Fraction(1, 2)), ({}, 0)]
)
def test_pairs_earn(given, share):
    assert get("matching").mark(MATCHING, PAIRS, given).fraction == share


CASE = {
    "stem": "案例",
    "documents": [{"id": "d", "name": "来电登记单", "face": ["来电时间：17:10"]}],
    "sub_questions": [
        {"id": "x", "kind": "true_false", "content": {"stem": "对吗？"}, "points": 3},
        {"id": "y", "kind": "short_answer", "content": {"stem": "怎么说？"}, "points": 6},
        {"id": "z", "kind": "matching", "content": MATCHING, "points": 3},
    ],
}
CASE_KEY = {
    "subs": {"x": {"correct": True}, "y": {"marking_points": [{"text": "要点", "points": 6}]}, "z": PAIRS},
    "explanations": {"x": "因为"},
}


def test_a_case_with_a_written_part_waits_for_a_person_and_knows_what_is_certain():
    outcome = get("case_study").mark(CASE, CASE_KEY, {"x": True, "y": "先告知", "z": {"1": "a"}})
    assert outcome.fraction is None and outcome.details["certain"] == str(Fraction(3) / 12 + Fraction(3, 2) / 12)
    assert get("case_study").mark(CASE, CASE_KEY, {"x": True}).fraction == Fraction(1, 4)
    assert get("case_study").needs_marker(CASE)


def test_a_case_names_what_is_wrong_in_which_part():
    broken = {**CASE_KEY, "subs": {**CASE_KEY["subs"], "x": {}}}
    assert get("case_study").problems(CASE, CASE_KEY) == {}
    assert list(get("case_study").problems(CASE, broken)) == ["sub_questions.x.correct"]


PACKET = {
    "stem": "审核",
    "documents": [{"id": each, "name": each, "face": ["…"]} for each in ("id", "book", "card", "photo")],
    "decision_options": [{"id": "1", "text": "受理"}, {"id": "2", "text": "容缺受理"}],
}
PACKET_KEY = {
    "truth": {"id": "ok", "book": "ok", "card": "missing_minor", "photo": "superfluous"},
    "whys": {},
    "decision": "2",
}


@pytest.mark.parametrize(
    ("marks", "decision", "share"),
    [
        (PACKET_KEY["truth"], "2", 1),
        (PACKET_KEY["truth"], "1", Fraction(4, 5)),
        ({"card": "missing_core", "photo": "superfluous"}, "2", Fraction(3, 5)),
        (dict.fromkeys(PACKET_KEY["truth"], "ok"), "2", Fraction(1, 5)),
        ({}, None, 0),
    ],
)
def test_a_packet_earns_by_precision_and_recall(marks, decision, share):
    value = {"marks": marks, "decision": decision}
    assert get("document_check").mark(PACKET, PACKET_KEY, value).fraction == share


ORDER = {"stem": "?", "entries": ENTRIES}
FILLED = {"stem": "____", "blanks": [{}]}
SOUND = {
    "fill_in": (FILLED, {"blanks": [DAYS]}, ["5"]),
    "ordering": (ORDER, {"order": list("abcd")}, list("abcd")),
    "matching": (MATCHING, PAIRS, {"1": "a", "2": "b"}),
    "short_answer": ({"stem": "?"}, {"marking_points": [{"text": "要点", "points": 2}]}, "文字"),
    "essay": ({"stem": "?"}, {"marking_points": [{"text": "要点", "points": 2}]}, "文字"),
    "case_study": (CASE, CASE_KEY, {"x": True, "y": "o1", "z": {"1": "a", "2": "b"}}),
    "document_check": (PACKET, PACKET_KEY, {"marks": PACKET_KEY["truth"], "decision": "2"}),
}


@pytest.mark.parametrize("kind", SOUND)
def test_sound_questions_have_no_problems_and_empty_ones_have(kind):
    content, key, value = SOUND[kind]
    assert get(kind).problems(content, key) == {}
    assert "stem" in get(kind).problems({}, {})
    assert get(kind).value_problem(content, value) == "" == get(kind).value_problem(content, None)
    assert get(kind).value_problem(content, 7) == "shape"


@pytest.mark.parametrize("kind", SOUND)
def test_what_a_candidate_answers_on_the_disguised_question_means_the_same(kind):
    content, key, value = SOUND[kind]
    shown, ids = get(kind).disguise(content, Random(11))
    back = {true: new for new, true in ids.items() if "/" not in new}
    disguised = {
        "fill_in": value,
        "ordering": [back.get(each) for each in value] if kind == "ordering" else None,
        "matching": {back.get(left): back.get(right) for left, right in value.items()} if kind == "matching" else None,
        "short_answer": value,
        "essay": value,
    }.get(kind)
    if kind == "document_check":
        disguised = {"marks": {back[name]: state for name, state in value["marks"].items()}, "decision": back["2"]}
    if kind == "case_study":
        inner = {true: new.split("/")[1] for new, true in ids.items() if new.startswith("s3/")}
        disguised = {"s1": True, "s2": "o1", "s3": {inner["1"]: inner["a"], inner["2"]: inner["b"]}}
    assert get(kind).restore(disguised, ids) == value
    assert get(kind).value_problem(shown, disguised) == ""
    assert (
        get(kind).mark(content, key, get(kind).restore(disguised, ids)).details
        == get(kind).mark(content, key, value).details
    )


def test_responses_are_read_from_a_posted_form():
    data = QueryDict(mutable=True)
    data.update({"a-value-0": "5", "b-order-c": "1", "b-order-a": "2", "b-order-b": "", "c-match-1": "a"})
    data.update(
        {"d-value": "两行\r\n文字", "e-mark-id": "ok", "e-decision": "2", "f-x-value": "true", "f-z-match-2": "b"}
    )
    assert get("fill_in").value_from_form(data, "a-", FILLED) == ["5"]
    assert get("ordering").value_from_form(data, "b-", ORDER) == ["c", "a"]
    assert get("matching").value_from_form(data, "c-", MATCHING) == {"1": "a"}
    assert get("short_answer").value_from_form(data, "d-", {}) == "两行\n文字"
    assert get("document_check").value_from_form(data, "e-", PACKET) == {"marks": {"id": "ok"}, "decision": "2"}
    assert get("case_study").value_from_form(data, "f-", CASE) == {"x": True, "z": {"2": "b"}}
    for kind, (content, _key, _value) in SOUND.items():
        assert get(kind).value_from_form(QueryDict(""), "q-", content) is None


@pytest.mark.parametrize("kind", [each for each in SOUND if each not in ("short_answer", "essay", "fill_in")])
def test_a_correction_takes_the_right_answer_as_a_candidate_would_give_it(kind):
    content, key, _value = SOUND[kind]
    right = get(kind).right_value(content, key)
    assert get(kind).corrected(content, key, right) == key
    assert get(kind).corrected(content, key, None) in (None, key)


def test_a_corrected_blank_takes_one_more_answer_and_written_answers_have_no_key_to_correct():
    content, key = {"stem": "____", "blanks": [{}]}, {"blanks": [{"answers": ["五"]}]}
    assert get("fill_in").corrected(content, key, ["三"]) == {"blanks": [{"answers": ["五", "三"]}]}
    assert get("fill_in").corrected(content, key, ["五"]) == key
    content, key, value = SOUND["short_answer"]
    assert get("short_answer").corrected(content, key, value) is None
