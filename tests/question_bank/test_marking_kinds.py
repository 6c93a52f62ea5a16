"""Marking tables of the other kinds, as responses and keys stand in the database."""

import doctest
import importlib
from fractions import Fraction
from html.parser import HTMLParser
from random import Random

import pytest
from django.http import QueryDict

from question_bank.question_types import get, kinds
from question_bank.templatetags.questions import key_fields

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


CHOICE = {"stem": "?", "options": [{"id": each, "text": f"选项{each}"} for each in "ABCD"]}
IN_USE = SOUND | {
    "single_choice": (CHOICE, {"correct": ["B"]}, "B"), "multiple_choice": (CHOICE, {"correct": ["A", "C"]}, ["A", "C"]),
    "true_false": ({"stem": "?"}, {"correct": False}, False),
}  # fmt: skip
# What an officer changes in the correction form → a line of the new key.
CHANGES = {
    "single_choice": ({"k-correct": ["B", "D"]}, "D. 选项D"),
    "multiple_choice": ({"k-correct": ["C"]}, "C. 选项C"),
    "true_false": ({"k-value": ["true"]}, "正确"),
    "fill_in": ({"k-blank-0-answers": ["5 / 五 / 伍"]}, "第 1 空：5 / 五 / 伍；数值 5，误差 0 以内；单位 个工作日"),
    "ordering": ({"k-order-a": ["2"], "k-order-b": ["1"]}, "2. " + ENTRIES[0]["text"]),
    "matching": ({"k-match-2": ["a"]}, None),
    "short_answer": ({"k-marking_points": ["先告知 = 1\n给清单 = 1"]}, "给清单（1 分）"),
    "essay": ({"k-marking_points": ["论点 = 3"]}, "论点（3 分）"),
    "document_check": ({"k-mark-book": ["expired"], "k-why-book": ["过了有效期"]}, "book：过期（过了有效期）"),
    "case_study": ({"k-x-value": ["false"], "k-y-marking_points": ["要点 = 2"]}, "第 1 小题：错误"),
}  # fmt: skip


class Fields(HTMLParser):
    """What a browser would send of a form that nobody has touched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent, self.name, self.select = QueryDict(mutable=True), None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        if tag == "input" and (given.get("type", "text") not in ("radio", "checkbox") or "checked" in given):
            self.sent.appendlist(given["name"], given.get("value", ""))
        elif tag == "textarea":
            self.name = given["name"]
            self.sent[self.name] = ""
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and "selected" in given:
            self.sent[self.select] = given["value"]

    def handle_data(self, data) -> None:
        if self.name:
            self.sent[self.name] += data

    def handle_endtag(self, tag) -> None:
        if tag == "textarea":
            self.name = None


@pytest.mark.parametrize("kind", IN_USE)
def test_the_correction_form_of_every_kind_holds_the_key_and_says_what_changed(kind):
    content, key, _value = IN_USE[kind]
    found, form = get(kind), Fields(key_fields(kind, content, "k-", key)).sent
    assert found.corrected(form, "k-", content, key) == key
    for name, values in CHANGES[kind][0].items():
        form.setlist(name, values)
    new = found.corrected(form, "k-", content, key)
    assert new != key and found.key_problems(content, new) == {}
    assert CHANGES[kind][1] in [*found.key_lines(content, new), None] and found.key_lines(
        content, new
    ) != found.key_lines(content, key)
    nothing = found.corrected(QueryDict(""), "k-", content, key)
    assert found.key_problems(content, nothing), "an empty form is no key"


def test_a_single_choice_may_accept_two_options_after_it_was_used_and_not_when_it_is_written():
    content, both = CHOICE, {"correct": ["B", "D"]}
    kind = get("single_choice")
    assert [kind.mark(content, both, each).fraction for each in "ABCD"] == [0, 1, 0, 1]
    assert kind.key_problems(content, both) == {} and kind.problems(content, both)
    assert kind.key_problems(content, {"correct": list("ABCD")})  # that is full marks for everyone
