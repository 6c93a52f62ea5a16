"""What /api/v1/openapi.json says of the attempt API: answers as schemas, bodies and refusals beside them.

Only a description: exams/representations.py writes the answers, exams/services/read_responses.py reads the bodies. The
stories under tests/exams hold every answer they get against it.
"""

from typing import Annotated, Any, Literal

from django.conf import settings
from ninja import Schema
from pydantic import ConfigDict, Field

from exams.errors import PROBLEMS

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"}, description="ISO 8601, UTC")]
Points = int | float
VALUES = """By kind: single_choice an option's id · multiple_choice [option ids] · true_false true or false · fill_in one text
per blank · ordering [entry ids] in order · matching {left id: right id} · short_answer and essay text · document_check
{"marks": {document id: "ok" or what is wrong with it}, "decision": option id} · case_study {sub-question id: value}. null
takes an answer back."""
CONTENT = """What the candidate sees, by kind; every kind has "stem". Choices have "options", fill_in "blanks", ordering
"entries", matching "lefts" and "rights", written kinds "max_length" where it is not the usual one, document_check "documents"
and "decision_options", case_study "documents" and "sub_questions" ({"id", "kind", "points", "content"}). Options, entries,
lefts and rights are {"id", "text"}; ids and order are random per attempt."""


class Told(Schema):
    """An answer with exactly these fields."""

    model_config = ConfigDict(extra="forbid")


class Lease(Told):
    client: str = Field(description='the one device that may write; "" before the first save')
    epoch: int


class MySitting(Told):
    id: int
    title: str
    phase: Literal["coming", "waiting", "open", "running"]
    opens_at: Moment
    closes_at: Moment = Field(description="until when one may start")
    ends_at: Moment = Field(
        description="the end of an attempt begun now, or once it may; of the one that runs, its own"
    )
    limit_seconds: int
    attempts_left: int
    again_at: Moment | None = Field(description="the end of a cool-down")
    attempt: int | None = Field(description="the attempt that runs")


class MySittings(Told):
    server_time: Moment
    sittings: list[MySitting]


class Section(Told):
    title: str | None
    instructions: str | None
    minutes: int | None = Field(description="suggested, not enforced")
    questions: list[str]


class Question(Told):
    id: str
    number: int
    kind: str
    points: Points
    content: dict[str, Any] = Field(description=CONTENT)


class StoredResponse(Told):
    question: str
    value: Any = Field(description=VALUES)
    seq: int
    client: str
    saved_at: Moment


class Attempt(Told):
    """An attempt that is over or suspended: without questions."""

    id: int
    sitting: int
    title: str
    number: int
    state: Literal["suspended", "closed", "released", "void"]
    order: Literal["free", "forward"]
    started_at: Moment | None
    deadline: Moment | None
    grace_seconds: int
    closed_at: Moment | None
    server_time: Moment
    revision: int
    lease: Lease


class RunningAttempt(Attempt):
    """An attempt that runs, with its paper and the answers in force."""

    state: Literal["in_progress"]
    started_at: Moment
    deadline: Moment
    closed_at: None
    large_type: bool
    sections: list[Section]
    questions: list[Question]
    responses: list[StoredResponse]


class Accepted(Told):
    question: str
    seq: int


class Saved(Told):
    accepted: list[Accepted]
    revision: int
    server_time: Moment


class HandedIn(Told):
    id: int
    state: Literal["closed", "released"]
    closed_at: Moment
    cause: Literal["submitted", "deadline", "officer"]


class Area(Told):
    kind: Literal["topic", "rule", "item"]
    code: str
    name: str
    score: Points
    full_marks: Points
    questions: int


class ReviewedQuestion(Told):
    """`value` and `content` in the question's own ids; `key` and `explanation` only where the review policy allows."""

    number: int
    kind: str
    code: str
    points: Points | None
    max_points: Points
    note: str
    content: dict[str, Any]
    value: Any
    right: bool
    key: dict[str, Any] | None = None
    explanation: str | None = None


class Result(Told):
    attempt: int
    sitting: int
    title: str
    score: Points
    full_marks: Points
    percent: Points
    passed: bool
    pass_percent: Points
    released_at: Moment
    areas: list[Area]
    questions: list[ReviewedQuestion] | None = Field(None, description="absent where only the score is shown")


class Message(Told):
    id: int
    text: str
    at: Moment


class Pulse(Told):
    state: Literal["in_progress", "suspended", "closed", "released", "void"]
    deadline: Moment | None
    server_time: Moment
    revision: int
    lease: Lease
    messages: list[Message]


class Noted(Told):
    noted: bool


CLIENT = {"type": "string", "minLength": 1, "maxLength": 64, "description": "this device's own id, kept over reloads"}
SEQ = {"type": "integer", "minimum": 1, "description": "counts 1, 2, 3 … per client and attempt"}
CHANGE = {
    "type": "object", "required": ["question", "value", "seq"],
    "properties": {"question": {"type": "string"}, "value": {"description": VALUES}, "seq": SEQ},
}  # fmt: skip
NAMES_ITSELF = {"type": "object", "required": ["client"], "properties": {"client": CLIENT}}
MAY_NAME_ITSELF = {**NAMES_ITSELF, "required": []}
CHANGES = {
    "type": "object", "required": ["client", "responses"],
    "properties": {"client": CLIENT, "responses": {"type": "array", "minItems": 1, "maxItems": 200, "items": CHANGE}},
}  # fmt: skip
LAST_SEQS = {
    "type": "object",
    "properties": {
        "last_seq": {
            "type": "object", "maxProperties": 20, "additionalProperties": {"type": "integer", "minimum": 0},
            "description": "client → the last seq that it used",
        }
    },
}  # fmt: skip
NOTE = {
    "type": "object", "required": ["kind"],
    "properties": {"kind": {"enum": ["focus_lost", "paste"]}, "seconds": {"type": "integer"}, "length": {"type": "integer"}},
}  # fmt: skip
SESSION = {
    "in": "cookie", "name": settings.SESSION_COOKIE_NAME, "required": True, "schema": {"type": "string"},
    "description": "of somebody signed in at /accounts/login/",
}  # fmt: skip
TOKEN = {
    "in": "header", "name": "X-CSRFToken", "required": True, "schema": {"type": "string"},
    "description": "the value of the cookie csrftoken, which a page of ours has set",
}  # fmt: skip
ASKS_AS = {
    "in": "query", "name": "client", "required": False, "schema": {"type": "string", "maxLength": 64},
    "description": "which device asks; of the one that writes a change of network is noted",
}  # fmt: skip
ALWAYS = ("not_signed_in", "method_not_allowed", "busy")
IN_A_BODY = ("csrf", "not_json", "too_large", "bad_body")
OVER = ("attempt_closed", "closed_elsewhere", "quarantine_full", "attempt_void", "sitting_cancelled", "suspended")


def described(*codes: str, body: dict | None = None, query: tuple[dict, ...] = ()) -> dict:
    """The decorator's arguments for an endpoint that signs the person in itself (exams/signed_in.py), with the refusals
    `codes` beside those that every endpoint has."""
    extra: dict[str, Any] = {"parameters": [SESSION, *query], "responses": _refusals((*ALWAYS, *codes))}
    if body is not None:
        needed = bool(body.get("required"))
        extra["requestBody"] = {"required": needed, "content": {"application/json": {"schema": body}}}
        extra["parameters"].append(TOKEN)
    return {"auth": None, "openapi_extra": extra}


def _refusals(codes: tuple[str, ...]) -> dict[int, dict]:
    """Status → a problem document with one of the codes of that status."""
    by_status: dict[int, list[str]] = {}
    for code in codes:
        by_status.setdefault(PROBLEMS[code][0], []).append(code)
    return {
        status: {
            "description": ", ".join(named),
            "content": {"application/problem+json": {"schema": _problem(status, named)}},
        }
        for status, named in sorted(by_status.items())
    }


def _problem(status: int, codes: list[str]) -> dict:
    words = {name: {"type": "string"} for name in ("type", "title", "detail")}
    return {
        "type": "object", "required": ["type", "title", "status", "detail", "code"],
        "properties": {**words, "status": {"enum": [status]}, "code": {"enum": codes}},
        "description": "`title` says what is wrong and `detail` what to do, in the reader's language; more fields may help",
    }  # fmt: skip
