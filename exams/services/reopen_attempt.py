"""Give a closed attempt back, by two people: one asks, another approves."""

from datetime import datetime, timedelta

from django.db import transaction

from exams.errors import ExamProblem
from exams.models import Attempt, Reopening, Result
from exams.rules import states
from exams.services.transition import lock_attempt, transition
from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.sabotage import broken


@transaction.atomic
def ask_to_reopen(*, attempt_id: int, by: User, seconds: int, reason: str, at: datetime | None = None) -> Reopening:
    """The request, waiting for a second person; one at a time. Raises ExamProblem "wrong_state"."""
    attempt = lock_attempt(attempt_id)
    if attempt.state not in (states.CLOSED, states.GRADED) or attempt.reopenings.filter(approved_by=None).exists():
        raise ExamProblem("wrong_state", state=attempt.state)
    asked = Reopening.objects.create(
        attempt=attempt, seconds=seconds, reason=reason, asked_by=by, asked_at=at or database_now()
    )
    audit.record(
        "attempt.reopening_asked", by=by, on=attempt, node_path=attempt.sitting.node.path, reason=reason, at=at
    )
    return asked


@transaction.atomic
def approve_reopening(*, reopening: Reopening, by: User, at: datetime | None = None) -> Attempt:
    """The attempt runs again for the seconds that were asked; its first marks stay, and count no more.

    Raises ExamProblem "same_person" or "wrong_state".
    """
    attempt = lock_attempt(reopening.attempt_id)
    reopening = Reopening.objects.get(pk=reopening.pk)
    if reopening.approved_by_id is not None or attempt.state not in (states.CLOSED, states.GRADED):
        raise ExamProblem("wrong_state", state=attempt.state)
    if reopening.asked_by_id == by.pk and not broken("second-signature"):
        raise ExamProblem("same_person")
    now = at or database_now()
    reopening.approved_by, reopening.approved_at = by, now
    reopening.save(update_fields=["approved_by", "approved_at"])
    Result.objects.filter(attempt=attempt, released_at=None).delete()
    attempt.marking_tasks.all().delete()
    attempt.grading_jobs.all().delete()
    attempt.marks.update(counts=False)
    deadline = now + timedelta(seconds=reopening.seconds)
    transition(
        attempt, states.IN_PROGRESS, deadline_at=deadline, closed_at=None, close_cause="", snapshot_hash="",
        accept_until=deadline + timedelta(seconds=attempt.sitting.grace_seconds),
    )  # fmt: skip
    audit.record(
        "attempt.reopened", by=by, on=attempt, node_path=attempt.sitting.node.path,
        after={"asked_by": reopening.asked_by.username, "seconds": reopening.seconds}, reason=reopening.reason, at=now,
    )  # fmt: skip
    return attempt
