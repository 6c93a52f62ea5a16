"""A request to reopen an attempt or to make it void is over, and nothing is done."""

from datetime import datetime

from django.db import transaction

from exams.errors import ExamProblem
from exams.models import Reopening, Voiding
from exams.services.release_results import release_if_automatic
from exams.services.transition import lock_attempt
from foundation import audit
from foundation.clock import database_now
from foundation.models import User

VERBS = {Reopening: "attempt.reopening_declined", Voiding: "attempt.voiding_declined"}


@transaction.atomic
def decline_request(*, request: Reopening | Voiding, by: User, at: datetime | None = None) -> Reopening | Voiding:
    """Whoever asked takes the request back, or anybody else who may decide says no; another may be made afterwards.

    Raises ExamProblem "wrong_state" where it is decided already.
    """
    attempt = lock_attempt(request.attempt_id)
    waiting = type(request).objects.waiting().filter(pk=request.pk).first()
    if waiting is None:
        raise ExamProblem("wrong_state", state=attempt.state)
    waiting.declined_by, waiting.declined_at = by, at or database_now()
    waiting.save(update_fields=["declined_by", "declined_at"])
    audit.record(
        VERBS[type(request)], by=by, on=attempt, node_path=attempt.sitting.node.path,
        after={"asked_by": waiting.asked_by.username}, reason=waiting.reason, at=at,
    )  # fmt: skip
    release_if_automatic(attempt, at=at)
    return waiting
