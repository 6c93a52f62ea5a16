"""Save answers: journal every change, keep the newest per question, acknowledge only what is durably stored."""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from exams.errors import ExamProblem
from exams.models import Attempt, LateResponse, ResponseEvent, Sitting
from exams.rules import states
from exams.services import save_on_postgresql, save_on_sqlite
from exams.services.read_responses import Item
from foundation.sabotage import broken

logger = logging.getLogger(__name__)
MOST_IN_QUARANTINE = 1000


@dataclass(frozen=True)
class Saved:
    """The attempt's revision after the save, and the server's time."""

    revision: int
    now: datetime


def save_responses(
    *, attempt_id: int, person_id: int, client: str, items: list[Item], at: datetime | None = None
) -> Saved:
    """Store `items` (from read_items), all or none.

    Repeating a save is harmless. Raises ExamProblem: not_found, attempt_closed, attempt_void, sitting_cancelled,
    suspended, deadline_passed, closed_elsewhere, other_device (with these three the answers go to quarantine),
    quarantine_full, seq_reused, seq_behind, out_of_order.
    """
    if broken("ack-after-commit"):
        return save_later(attempt_id, person_id, client, items)
    engine = save_on_postgresql if connection.vendor == "postgresql" else save_on_sqlite
    verdict = engine.save(attempt_id=attempt_id, person_id=person_id, client=client, items=items, at=at)
    if broken("never-score-a-save"):
        score_at_once(attempt_id, items)
    if broken("silent-log"):  # what must never be done: an answer in a log
        logger.error("saved %s", items)
    if verdict.code != "ok":
        refuse(verdict.code, attempt_id, client, items, verdict.now)
    return Saved(verdict.revision, verdict.now)


def save_later(attempt_id: int, person_id: int, client: str, items: list[Item]) -> Saved:
    """What must never be done, for the fault test that shows it would be noticed: say yes first, store afterwards."""

    def store() -> None:
        save_on_postgresql.save(attempt_id=attempt_id, person_id=person_id, client=client, items=items, at=None)
        connection.close()

    threading.Timer(0.2, store).start()
    return Saved(0, timezone.now())


def score_at_once(attempt_id: int, items: list[Item]) -> None:
    """What must never be done, for the fault test that times it: a right answer makes the server reckon anew."""
    attempt = Attempt.objects.select_related("paper").get(pk=attempt_id)
    questions = attempt.paper_version.questions
    for row in attempt.paper.questions:
        key = questions.filter(version=row["version"]).values_list("version__keys__key", flat=True)[0]
        right = any(item.number == row["n"] and row["ids"].get(item.value) in key["correct"] for item in items)
        for _ in attempt.paper.questions if right else ():
            attempt.save(update_fields=["seen_at"])


def refuse(code: str, attempt_id: int, client: str, items: list[Item], now: datetime) -> None:
    """Raise the problem that `code` stands for; authentic answers that came too late are kept aside first."""
    if code == "not_found":
        raise ExamProblem("not_found")
    attempt = Attempt.objects.select_related("sitting").get(pk=attempt_id)
    if code == "not_running":
        code = why_not_running(attempt)
    details = {}
    if code == "deadline_passed":
        keep_aside(attempt, LateResponse.Reason.LATE, client, items, now)
    elif code == "attempt_closed" and client != attempt.lease_client:  # written before somebody handed in elsewhere
        code = "closed_elsewhere"
        keep_aside(attempt, LateResponse.Reason.OTHER_DEVICE, client, items, now)
    elif code == "other_device":
        keep_aside(attempt, LateResponse.Reason.OTHER_DEVICE, client, items, now)
        details["epoch"] = attempt.lease_epoch
    elif code == "seq_behind":
        newer = dict(attempt.responses.filter(client=client).values_list("number", "seq"))
        details["newer"] = [
            {"question": item.question, "seq": newer[item.number]}
            for item in items if newer.get(item.number, 0) > item.seq
        ]  # fmt: skip
    raise ExamProblem(code, **details)


def why_not_running(attempt: Attempt) -> str:
    """The code for a save to an attempt that is not in progress."""
    if attempt.state == states.VOID:
        return "sitting_cancelled" if attempt.sitting.state == Sitting.State.CANCELLED else "attempt_void"
    if attempt.state == states.CREATED:
        return "not_found"
    if attempt.state == states.SUSPENDED:
        return "suspended"
    return "attempt_closed" if attempt.close_cause == Attempt.CloseCause.SUBMITTED else "deadline_passed"


def keep_aside(attempt: Attempt, reason: str, client: str, items: list[Item], now: datetime) -> None:
    """Put what is not in the journal into quarantine, once each. Where it is full, what the same device wrote later takes
    the place of what it wrote before. Raises ExamProblem("quarantine_full"), nothing kept, where that makes no room."""
    seqs = [item.seq for item in items]
    known = set(
        ResponseEvent.objects.filter(attempt=attempt, client=client, seq__in=seqs).values_list("seq", flat=True)
    )
    if attempt.late_responses.count() + len(items) > MOST_IN_QUARANTINE:
        drop_overtaken(attempt)
        if attempt.late_responses.count() + len(items) > MOST_IN_QUARANTINE:
            raise ExamProblem("quarantine_full")
    LateResponse.objects.bulk_create(
        [
            LateResponse(
                attempt=attempt, reason=reason, client=client, seq=item.seq, number=item.number, value=item.value,
                received_at=now,
            )
            for item in items if item.seq not in known
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def drop_overtaken(attempt: Attempt) -> None:
    """Of what waits in quarantine undecided, leave the last of each device for each question."""
    waiting = attempt.late_responses.filter(proposed_by=None, declined_by=None)
    same = {"attempt": OuterRef("attempt"), "client": OuterRef("client"), "number": OuterRef("number")}
    later = LateResponse.objects.filter(**same, seq__gt=OuterRef("seq"))
    overtaken = waiting.filter(Exists(later)).values_list("pk", flat=True)
    LateResponse.objects.filter(pk__in=list(overtaken)).delete()
