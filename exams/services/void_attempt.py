"""Declare an attempt void."""

from datetime import datetime

from django.db import transaction

from exams.models import Attempt
from exams.rules import states
from exams.services.transition import lock_attempt, transition
from foundation import audit
from foundation.models import User


@transaction.atomic
def void_attempt(*, attempt_id: int, by: User, reason: str, at: datetime | None = None) -> Attempt:
    """The attempt counts no more; what was written stays. A released one cannot be made void.

    Raises ExamProblem "not_found" or "wrong_state".
    """
    attempt = lock_attempt(attempt_id)
    before = attempt.state
    transition(attempt, states.VOID, void_reason=reason)
    audit.record(
        "attempt.voided", by=by, on=attempt, node_path=attempt.sitting.node.path, before={"state": before},
        reason=reason, at=at,
    )  # fmt: skip
    return attempt
