"""The same on SQLite, in one IMMEDIATE transaction: its write lock is the attempt's lock.

The usual save is three statements (attempt, journal, answers). Only where one of them did not take every change is it
looked at more closely why.
"""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from exams.models import Attempt, Response, ResponseEvent
from exams.rules import states
from exams.services.read_responses import Item, rising
from exams.services.save_verdict import Verdict
from foundation.sabotage import broken

ATTEMPT = """
UPDATE exams_attempt SET revision = revision + 1, saved_at = %(now)s, seen_at = %(now)s, lease_client = %(client)s,
  lease_epoch = max(lease_epoch, 1), reached = max(reached, %(last)s)
WHERE id = %(attempt)s AND person_id = %(person)s AND state = 'in_progress' AND accept_until >= %(now)s
  AND lease_client IN ('', %(client)s) AND (NOT in_order OR (reached <= %(first)s AND %(rising)s))
RETURNING lease_epoch, revision
"""
JOURNAL = """
INSERT INTO exams_responseevent (attempt_id, client, seq, number, value, epoch, received_at) VALUES {rows}
ON CONFLICT (attempt_id, client, seq) DO NOTHING RETURNING seq
"""
ANSWERS = """
INSERT INTO exams_response (attempt_id, number, value, client, epoch, seq, revision, saved_at) VALUES {rows}
ON CONFLICT (attempt_id, number) DO UPDATE SET value = excluded.value, client = excluded.client,
  epoch = excluded.epoch, seq = excluded.seq, revision = excluded.revision, saved_at = excluded.saved_at
{newer} RETURNING number
"""
NEWER = "WHERE (exams_response.epoch, exams_response.seq) < (excluded.epoch, excluded.seq)"


class _TakeBack(Exception):
    """Roll the save back."""


def save(*, attempt_id: int, person_id: int, client: str, items: list[Item], at: datetime | None) -> Verdict:
    """Store the items; ExamProblem codes are the caller's business. Waiting for the write lock is not punished."""
    now = at or timezone.now()
    try:
        with transaction.atomic():
            return _store(attempt_id, person_id, client, items, now)
    except _TakeBack:
        with transaction.atomic():
            return _judge(attempt_id, person_id, client, items, now)


def _store(attempt_id: int, person_id: int, client: str, items: list[Item], now: datetime) -> Verdict:
    numbers = [item.number for item in items]
    stamp = connection.ops.adapt_datetimefield_value(now)
    newest = {item.number: item for item in items}  # items come in the order of their seq
    with connection.cursor() as cursor:
        values = {"now": stamp, "client": client, "attempt": attempt_id, "person": person_id}
        cursor.execute(ATTEMPT, {**values, "first": min(numbers), "last": max(numbers), "rising": rising(items)})
        row = cursor.fetchone()
        if row is None:
            raise _TakeBack
        epoch, revision = row
        _insert(cursor, JOURNAL, [(attempt_id, client, i.seq, i.number, i.text, epoch, stamp) for i in items])
        if len(cursor.fetchall()) < len(items):
            raise _TakeBack
        answers = [(attempt_id, i.number, i.text, client, epoch, i.seq, revision, stamp) for i in newest.values()]
        _insert(cursor, ANSWERS, answers, newer="" if broken("seq-guard") else NEWER)
        if len(cursor.fetchall()) < len(newest):
            raise _TakeBack
    return Verdict("ok", revision, now)


def _insert(cursor, statement: str, rows: list[tuple], **parts) -> None:
    places = "(" + ", ".join(["%s"] * len(rows[0])) + ")"
    sql = statement.format(rows=", ".join([places] * len(rows)), **parts)
    cursor.execute(sql, [value for row in rows for value in row])


def _judge(attempt_id: int, person_id: int, client: str, items: list[Item], now: datetime) -> Verdict:
    """Why the plain save was not possible; what was partly known already is completed here."""
    attempt = Attempt.objects.filter(pk=attempt_id, person_id=person_id).first()
    if attempt is None:
        return Verdict("not_found", 0, now)
    events = {event.seq: event for event in ResponseEvent.objects.filter(
        attempt=attempt, client=client, seq__in=[item.seq for item in items])}  # fmt: skip
    known = [item for item in items if item.seq in events]
    fresh = [item for item in items if item.seq not in events]
    code = _code(attempt, client, known, fresh, events, now)
    if code == "ok":
        return _store(attempt_id, person_id, client, fresh, now)
    return Verdict("ok" if code == "repeated" else code, attempt.revision, now)


def _code(attempt: Attempt, client: str, known: list, fresh: list, events: dict, now: datetime) -> str:
    if any((events[item.seq].number, events[item.seq].value) != (item.number, item.value) for item in known):
        return "seq_reused"
    if not fresh:
        return "repeated"
    if attempt.state != states.IN_PROGRESS:
        return "not_running"
    if now > attempt.accept_until:
        return "deadline_passed"
    if attempt.lease_client not in ("", client):
        return "other_device"
    newer = dict(
        Response.objects.filter(attempt=attempt, client=client, epoch=max(attempt.lease_epoch, 1))
        .values_list("number", "seq")
    )  # fmt: skip
    if any(newer.get(item.number, 0) > item.seq for item in fresh):
        return "seq_behind"
    if attempt.in_order and not (rising(fresh) and fresh[0].number >= attempt.reached):
        return "out_of_order"
    return "ok"
