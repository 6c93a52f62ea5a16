"""Stop the clock of an attempt and let it run on: a fire alarm, a broken computer, something to be cleared up first."""

from datetime import datetime

from django.db import transaction

from exams.errors import ExamProblem
from exams.models import Attempt
from exams.rules import states
from exams.services.transition import lock_attempt, transition
from foundation import audit
from foundation.clock import database_now
from foundation.models import User


@transaction.atomic
def suspend_attempt(*, attempt_id: int, by: User, reason: str, at: datetime | None = None) -> Attempt:
    """The attempt stands still: nothing is saved, nothing handed in, no end reached. Audited.

    Raises ExamProblem "not_found", or "wrong_state" where it does not run (any more).
    """
    attempt = lock_attempt(attempt_id)
    now = at or database_now()
    if attempt.state != states.IN_PROGRESS or now > attempt.accept_until:
        raise ExamProblem("wrong_state", state=attempt.state)
    transition(attempt, states.SUSPENDED, suspended_at=now)
    audit.record(
        "attempt.suspended", by=by, on=attempt, node_path=attempt.sitting.node.path, reason=reason, at=now
    )  # fmt: skip
    return attempt


@transaction.atomic
def resume_attempt(*, attempt_id: int, by: User, at: datetime | None = None) -> Attempt:
    """The attempt goes on, its end later by as long as it stood still. Audited.

    Raises ExamProblem "not_found", or "wrong_state" where it is not suspended.
    """
    attempt = lock_attempt(attempt_id)
    if attempt.state != states.SUSPENDED:
        raise ExamProblem("wrong_state", state=attempt.state)
    now = at or database_now()
    stood = now - attempt.suspended_at
    transition(
        attempt, states.IN_PROGRESS, suspended_at=None, deadline_at=attempt.deadline_at + stood,
        accept_until=attempt.accept_until + stood,
    )  # fmt: skip
    audit.record(
        "attempt.resumed", by=by, on=attempt, node_path=attempt.sitting.node.path,
        after={"seconds": round(stood.total_seconds())}, at=now,
    )  # fmt: skip
    return attempt
