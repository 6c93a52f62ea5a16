"""What candidates get to see as JSON: allow-lists, field by field."""

from datetime import UTC, datetime

from django.db import connection

from exams.door import as_json
from exams.models import Accommodation, Attempt
from exams.rules import states
from exams.selectors import MySitting, expected_end
from exams.services.lay_out_paper import plain_points
from foundation.sabotage import broken
from foundation.statements import fetch_rows

# Number of a question → the id that this candidate sees: of the shapes, which hold the whole paper, only that.
SHOWN = {
    "postgresql": "SELECT (e.value ->> 'n')::int, e.key FROM exams_attemptpaper p CROSS JOIN jsonb_each(p.shapes) e "
    "WHERE p.attempt_id = %s",
    "sqlite": "SELECT json_extract(e.value, '$.n'), e.key FROM exams_attemptpaper p, json_each(p.shapes) e "
    "WHERE p.attempt_id = %s",
}


def stamp(at: datetime | None) -> str | None:
    """An instant as ISO 8601 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def shown_state(attempt: Attempt) -> str:
    """Candidates hear of "closed" until the release; whether marking is done is not theirs to watch."""
    return states.CLOSED if attempt.state == states.GRADED else attempt.state


def sitting_document(mine: MySitting, held: Accommodation | None, at: datetime) -> dict:
    """One of my sittings; `ends_at` is the end of the attempt that runs, or of one begun as soon as it may be."""
    ends = mine.running.deadline_at if mine.running else expected_end(mine, held, at)[1]
    return {
        "id": mine.sitting.pk,
        "title": mine.sitting.title,
        "phase": mine.phase,
        "opens_at": stamp(mine.opens_at),
        "closes_at": stamp(mine.closes_at),
        "ends_at": stamp(ends),
        "limit_seconds": mine.sitting.limit_seconds,
        "attempts_left": mine.attempts_left,
        "again_at": stamp(mine.again_at),
        "attempt": mine.running.pk if mine.running else None,
    }


def attempt_document(attempt: Attempt, now: datetime, *, begun: bool = False) -> str:
    """The attempt as JSON text; one that has only `begun` has no responses. The paper's text is stored as it is sent, so it is only put in its place."""
    head = {
        "id": attempt.pk,
        "sitting": attempt.sitting_id,
        "title": attempt.sitting.title,
        "number": attempt.number,
        "state": shown_state(attempt),
        "order": attempt.sitting.order,
        "started_at": stamp(attempt.started_at),
        "deadline": stamp(attempt.deadline_at),
        "grace_seconds": attempt.sitting.grace_seconds,
        "closed_at": stamp(attempt.closed_at),
        "server_time": stamp(now),
        "revision": attempt.revision,
        "lease": {"client": attempt.lease_client, "epoch": attempt.lease_epoch},
    }
    if attempt.state != states.IN_PROGRESS:
        return as_json(head)
    head["large_type"] = attempt.large_type
    head["responses"] = [] if begun else stored_responses(attempt)
    if broken("candidate-fields"):  # a careless serializer: every column of what the attempt leads to
        head["versions"] = everything_reachable(attempt)
    return f"{as_json(head)[:-1]},{attempt.paper.payload[1:]}"


def stored_responses(attempt: Attempt) -> list[dict]:
    """The answers in force, under the ids that this candidate sees."""
    rows = list(attempt.responses.values_list("number", "value", "seq", "client", "saved_at"))
    shown = dict(fetch_rows(SHOWN[connection.vendor], [attempt.pk])) if rows else {}
    return [
        {"question": shown[number], "value": value, "seq": seq, "client": client, "saved_at": stamp(saved_at)}
        for number, value, seq, client, saved_at in rows
    ]


def everything_reachable(attempt: Attempt) -> list:
    """What a serializer with all fields would hand out, for the fault test that shows it would be noticed."""
    rows = attempt.paper_version.questions.all()
    return list(rows.values("version__content", "version__keys__key", "version__keys__explanation"))


def result_document(attempt: Attempt) -> dict:
    """A released result."""
    result = attempt.result
    document = {
        "attempt": attempt.pk,
        "sitting": attempt.sitting_id,
        "title": attempt.sitting.title,
        "score": plain_points(result.score),
        "full_marks": plain_points(result.full_marks),
        "percent": plain_points(result.percent),
        "passed": result.passed,
        "pass_percent": plain_points(attempt.sitting.pass_percent),
        "released_at": stamp(result.released_at),
        "areas": result.areas,
    }
    review = getattr(attempt, "review", None)
    return document | {"questions": review.questions} if review else document
