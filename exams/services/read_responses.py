"""Check what a client wants to save against the paper it was given; nothing is stored here."""

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from exams.errors import ExamProblem
from question_bank.question_types import get

MOST_AT_ONCE = 200
LONGEST_CLIENT = 64
LARGEST_SEQ = 2**53
VALUE_PROBLEMS = {"unknown_option": "unknown_option", "too_long": "text_too_long"}


@dataclass(frozen=True)
class Item:
    """One change: question number, its shown id, the client's seq, and the value with its JSON text."""

    number: int
    question: str
    seq: int
    value: Any
    text: str


def read_client(body: Any) -> str:
    """The client id of a request body. Raises ExamProblem("bad_body")."""
    client = body.get("client") if isinstance(body, dict) else None
    if not isinstance(client, str) or not is_client(client):
        raise ExamProblem("bad_body", field="client")
    return client


def is_client(text: str) -> bool:
    return 0 < len(text) <= LONGEST_CLIENT and text.isprintable()


def questions_named(body: Any) -> list[str]:
    """The ids that the changes of a save name, whatever else may be wrong with it; `read_items` is the judge."""
    rows = body.get("responses") if isinstance(body, dict) else None
    named = (
        (row.get("question") for row in rows[:MOST_AT_ONCE] if isinstance(row, dict)) if isinstance(rows, list) else ()
    )
    return [each for each in named if isinstance(each, str) and storable(each)]


def storable(text: str) -> bool:
    """Whether a database can hold the text: no NUL, no half of a surrogate pair."""
    try:
        return b"\x00" not in text.encode()
    except UnicodeEncodeError:
        return False


def read_items(body: dict, shapes: dict) -> list[Item]:
    """The changes of a save, in the order of their seq. One bad change refuses them all.

    Raises ExamProblem: bad_body, too_many, unknown_question, bad_seq, wrong_shape, unknown_option, text_too_long.
    """
    rows = body.get("responses")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise ExamProblem("bad_body", field="responses")
    if len(rows) > MOST_AT_ONCE:
        raise ExamProblem("too_many", most=MOST_AT_ONCE)
    items = sorted((read_item(row, shapes) for row in rows), key=lambda item: item.seq)
    if len({item.seq for item in items}) < len(items):
        raise ExamProblem("seq_reused")
    return items


def rising(items: list[Item]) -> bool:
    """Whether nobody went back: in the order of their seq, each change is to the same question or to a later one."""
    return all(one.number <= other.number for one, other in pairwise(items))


def read_item(row: dict, shapes: dict) -> Item:
    question, seq, value = row.get("question"), row.get("seq"), row.get("value")
    shape = shapes.get(question) if isinstance(question, str) else None
    if shape is None:
        raise ExamProblem("unknown_question", question=question[:80] if isinstance(question, str) else "")
    if type(seq) is not int or not 1 <= seq < LARGEST_SEQ:
        raise ExamProblem("bad_seq", question=question)
    if "value" not in row:
        raise ExamProblem("bad_body", field="value", question=question)
    if value is not None and (problem := get(shape["kind"]).value_problem(shape["content"], value)):
        raise ExamProblem(VALUE_PROBLEMS.get(problem, "wrong_shape"), question=question)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if "\\u0000" in text or not storable(text):
        raise ExamProblem("wrong_shape", question=question)
    return Item(shape["n"], question, seq, value, text)


def read_last_seq(body: Any) -> dict[str, int]:
    """{client: last seq} of a submit body; empty if it names none. Raises ExamProblem("bad_body"/"bad_seq")."""
    named = body.get("last_seq", {}) if isinstance(body, dict) else None
    if not isinstance(named, dict) or len(named) > 20:
        raise ExamProblem("bad_body", field="last_seq")
    for client, seq in named.items():
        if not is_client(client):
            raise ExamProblem("bad_body", field="last_seq")
        if type(seq) is not int or not 0 <= seq < LARGEST_SEQ:
            raise ExamProblem("bad_seq", client=client)
    return named
