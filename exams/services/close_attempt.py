"""Close an attempt, exactly once: by the candidate's submit, by the sweep, or by whoever reads it after its end."""

from datetime import datetime

from django.db import transaction

from exams.models import Attempt, AttemptPaper, GradingJob
from exams.rules import states, timing
from exams.services.lay_out_paper import digest
from exams.services.transition import lock_attempt, transition
from exams.signals import attempt_closed
from foundation.clock import database_now
from foundation.facts import announce


@transaction.atomic
def close_attempt(*, attempt_id: int, cause: str, at: datetime | None = None) -> Attempt:
    """The attempt, closed now unless it was before (`closed_here` says which). With the cause "deadline" it closes only
    after its end."""
    attempt = lock_attempt(attempt_id)
    now = at or database_now()
    over = cause != Attempt.CloseCause.DEADLINE or is_over(attempt, now)
    attempt.closed_here = attempt.state == states.IN_PROGRESS and over
    if attempt.closed_here:
        close_locked(attempt, cause, now)
    return attempt


def is_over(attempt: Attempt, now: datetime) -> bool:
    """Whether the attempt runs, its end has passed and no save that was sent in time can still be on its way."""
    return attempt.state == states.IN_PROGRESS and now > attempt.accept_until + timing.REQUEST_MARGIN


def settle(attempt: Attempt, now: datetime) -> Attempt:
    """What any later read does: an attempt that ran out is closed. `attempt` itself is brought up to date."""
    if is_over(attempt, now):
        closed = close_attempt(attempt_id=attempt.pk, cause=Attempt.CloseCause.DEADLINE, at=now)
        for name in ("state", "closed_at", "close_cause", "snapshot_hash"):
            setattr(attempt, name, getattr(closed, name))
    return attempt


def close_locked(attempt: Attempt, cause: str, now: datetime) -> Attempt:
    """Close a locked, running attempt: freeze what was answered and leave a grading job, in the caller's transaction."""
    finished = min(now, attempt.deadline_at) if cause == Attempt.CloseCause.DEADLINE else min(now, attempt.accept_until)
    key_numbers = AttemptPaper.objects.values_list("key_numbers", flat=True).get(pk=attempt.pk)
    snapshot = snapshot_hash(attempt, key_numbers)
    transition(
        attempt, states.CLOSED, closed_at=finished, close_cause=cause, snapshot_hash=snapshot
    )  # fmt: skip
    GradingJob.objects.bulk_create(
        [GradingJob(attempt=attempt, key_set=digest([snapshot, key_numbers]), created_at=now)], ignore_conflicts=True
    )
    announce(attempt_closed, key=f"{attempt.pk}-{finished.timestamp()}", attempt_id=attempt.pk)
    return attempt


def snapshot_hash(attempt: Attempt, key_numbers: dict) -> str:
    """SHA-256 over the answers in force, the paper and the pinned keys."""
    answers = list(attempt.responses.order_by("number").values_list("number", "value"))
    return digest([answers, attempt.paper_hash, key_numbers])
