"""Answers in quarantine stay out."""

from datetime import datetime

from django.db import transaction

from exams.errors import ExamProblem
from exams.models import LateResponse
from exams.services.release_results import release_if_automatic
from exams.services.transition import lock_attempt
from foundation import audit
from foundation.clock import database_now
from foundation.models import User


@transaction.atomic
def decline_late_responses(*, attempt_id: int, by: User, why: str, at: datetime | None = None) -> int:
    """Lay all undecided answers of the attempt aside; how many. What was sent stays stored.

    Raises ExamProblem "wrong_state" where none waits.
    """
    attempt = lock_attempt(attempt_id)
    waiting = LateResponse.objects.filter(attempt=attempt, admitted_by=None, declined_by=None)
    count = waiting.update(declined_by=by, declined_at=at or database_now())
    if not count:
        raise ExamProblem("wrong_state", state=attempt.state)
    audit.record(
        "late_responses.declined", by=by, on=attempt, node_path=attempt.sitting.node.path, after={"answers": count},
        reason=why, at=at,
    )  # fmt: skip
    release_if_automatic(attempt, at=at)
    return count
