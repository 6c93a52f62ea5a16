"""What goes out comes back the same, or what the format cannot hold is named (reliability.md D6)."""

import importlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from question_bank.formats import READERS, WRITERS
from question_bank.formats.canonical import canonical_hash, shuffled
from question_bank.formats.parsed import ParsedQuestion
from question_bank.formats.verify import verified

AWKWARD = "窗口受理材料AB角0123456789 abcXYZ~=#{}:\\%/;；、，。（）()[]<>&\"'=+-@|_“”√×\n👍𠮷"
TEXT = (
    st.text(alphabet=AWKWARD, min_size=1, max_size=24)
    .map(lambda text: text.strip())
    .filter(lambda text: any(c.isalnum() for c in text))
)
STEM = TEXT.filter(lambda text: "__" not in text)


def unique(minimum: int, maximum: int) -> st.SearchStrategy:
    return st.lists(TEXT, min_size=minimum, max_size=maximum, unique_by=lambda text: " ".join(text.split()))


def lettered(texts: list[str]) -> list[dict]:
    return [{"id": "ABCDEFGHIJ"[index], "text": text} for index, text in enumerate(texts)]


@st.composite
def bodies(draw) -> tuple[str, dict, dict]:
    kind = draw(
        st.sampled_from(
            [
                "single_choice",
                "multiple_choice",
                "true_false",
                "fill_in",
                "ordering",
                "matching",
                "short_answer",
                "essay",
            ]
        )
    )
    stem = draw(STEM)
    if kind in ("single_choice", "multiple_choice"):
        options = lettered(draw(unique(3, 6)))
        ids = [option["id"] for option in options]
        most = 1 if kind == "single_choice" else len(ids) - 1
        content = {"stem": stem, "options": options}
        if kind == "multiple_choice" and draw(st.booleans()):
            content["scoring"] = draw(st.sampled_from(["partial", "partial_penalty", "all_or_nothing"]))
        return (
            kind,
            content,
            {"correct": sorted(draw(st.lists(st.sampled_from(ids), min_size=1, max_size=most, unique=True)))},
        )
    if kind == "true_false":
        return kind, {"stem": stem}, {"correct": draw(st.booleans())}
    if kind == "fill_in":
        blanks = draw(st.lists(blank(), min_size=1, max_size=3))
        shown = [{"unit": each["unit"]} if each.get("unit") else {} for each in blanks]
        return kind, {"stem": "____".join([stem] * len(blanks)) + "____", "blanks": shown}, {"blanks": blanks}
    if kind == "ordering":
        entries = lettered(shuffled(draw(unique(3, 6)), stem))
        return (
            kind,
            {"stem": stem, "entries": entries},
            {"order": draw(st.permutations([each["id"] for each in entries]))},
        )
    if kind == "matching":
        lefts, rights = lettered(draw(unique(2, 4))), lettered(draw(unique(2, 5)))
        pairs = {left["id"]: draw(st.sampled_from(rights))["id"] for left in lefts}
        return kind, {"stem": stem, "lefts": lefts, "rights": rights}, {"pairs": pairs}
    points = draw(
        st.lists(
            st.fixed_dictionaries({"text": TEXT, "points": st.sampled_from([1, 2, 2.5, 4])}), min_size=1, max_size=4
        )
    )
    return kind, {"stem": stem, "max_length": draw(st.sampled_from([300, 1000, 2000]))}, {"marking_points": points}


@st.composite
def blank(draw) -> dict:
    if draw(st.booleans()):
        value = draw(st.sampled_from([5, 0.5, -3, 4000]))
        made = {
            "answers": [str(value), *draw(st.lists(TEXT, max_size=1))],
            "numeric": {"value": value, "tolerance": draw(st.sampled_from([0, 0.1]))},
        }
    else:
        made = {"answers": draw(unique(1, 3))}
    return made | ({"unit": draw(st.sampled_from(["日", "个月"]))} if draw(st.booleans()) else {})


FACETS = st.fixed_dictionaries(
    {"points": st.sampled_from([1.0, 2.5, 10.0])},
    optional={
        "difficulty": st.sampled_from([1, 2, 3]), "pool": st.sampled_from(["practice", "exam", "both"]),
        "cognitive_level": st.sampled_from(["remember", "understand", "apply", "analyse"]), "exclusion_group": TEXT,
        "legal_basis": TEXT, "clause": TEXT, "source": TEXT, "checked_on": st.just("2026-11-21"), "valid_from": st.just("2022-11-01"),
        "valid_to": st.just("2027-01-01"), "to_verify": st.just(True), "topic": st.just("窗口规则/时限与凭证"),
    },
)  # fmt: skip


@st.composite
def questions(draw) -> list[ParsedQuestion]:
    rows = draw(st.lists(st.tuples(bodies(), FACETS, st.one_of(st.just(""), TEXT)), min_size=1, max_size=4))
    return [
        ParsedQuestion(
            kind=kind, content=content, key=key, explanation=explanation, code=f"K{number}", facets=facets,
            rules=["R02", "R03"][: number % 3], service_items=["I04"][: number % 2],
        )
        for number, ((kind, content, key), facets, explanation) in enumerate(rows, 1)
    ]  # fmt: skip


@pytest.mark.parametrize("format", sorted(WRITERS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(written=questions())
def test_every_question_comes_back_the_same_or_its_loss_is_named(format, written):
    reader = importlib.import_module(READERS[format])

    file = verified(format, written, importlib.import_module(WRITERS[format]).write(written))

    named = {loss.where for loss in file.losses}
    kept = [
        question for question in written if question.code not in {loss.where for loss in file.losses if loss.dropped}
    ]
    again = reader.read(file.data, {}).questions if kept else []
    for question, back in zip(kept, again):
        assert question.code in named or canonical_hash(question) == canonical_hash(back)
    unread = {loss.where for loss in file.losses if loss.code == "not_read_back"}
    assert len(kept) == len(again) or unread == {question.code for question in kept}


@pytest.mark.parametrize("format", ["xlsx", "gift", "moodle-xml", "jsonl"])
def test_plain_questions_come_back_with_nothing_lost(format):
    plain = [
        ParsedQuestion("single_choice", {"stem": "=1+1 等于几？", "options": lettered(["@2", "-3", "+4"])}, {"correct": ["A"]}, code="A1", explanation="=cmd|' /C calc'!A0", facets={"points": 1.0}),
        ParsedQuestion("true_false", {"stem": "窗口可以不收件。"}, {"correct": False}, code="A2", facets={"difficulty": 2, "points": 1.0}),
        ParsedQuestion("matching", {"stem": "对应起来。", "lefts": lettered(["甲", "乙"]), "rights": lettered(["子", "丑", "寅"])}, {"pairs": {"A": "A", "B": "C"}}, code="A3", facets={"points": 2.0}),
    ]  # fmt: skip
    file = verified(format, plain, importlib.import_module(WRITERS[format]).write(plain))
    again = importlib.import_module(READERS[format]).read(file.data, {}).questions
    assert file.losses == []
    assert [canonical_hash(each) for each in again] == [canonical_hash(each) for each in plain]
