"""Declare an attempt void, by two people: one asks, another approves."""

from datetime import datetime

from django.db import transaction

from exams.errors import ExamProblem
from exams.models import Attempt, Voiding
from exams.rules import states
from exams.services.transition import check_may_follow, lock_attempt, transition
from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.sabotage import broken


@transaction.atomic
def ask_to_void(*, attempt_id: int, by: User, reason: str, at: datetime | None = None) -> Voiding:
    """The request, waiting for a second person; one at a time. Raises ExamProblem "not_found" or "wrong_state"."""
    attempt = lock_attempt(attempt_id)
    check_may_follow(attempt, states.VOID)
    if attempt.voidings.waiting().exists():
        raise ExamProblem("wrong_state", state=attempt.state)
    asked = Voiding.objects.create(attempt=attempt, reason=reason, asked_by=by, asked_at=at or database_now())
    audit.record("attempt.voiding_asked", by=by, on=attempt, node_path=attempt.sitting.node.path, reason=reason, at=at)
    return asked


@transaction.atomic
def approve_voiding(*, voiding: Voiding, by: User, at: datetime | None = None) -> Attempt:
    """The attempt counts no more; what was written stays. A released one cannot be made void.

    Raises ExamProblem "same_person" or "wrong_state".
    """
    attempt = lock_attempt(voiding.attempt_id)
    voiding = Voiding.objects.waiting().filter(pk=voiding.pk).first()
    if voiding is None:
        raise ExamProblem("wrong_state", state=attempt.state)
    if voiding.asked_by_id == by.pk and not broken("second-signature"):
        raise ExamProblem("same_person")
    voiding.approved_by, voiding.approved_at = by, at or database_now()
    voiding.save(update_fields=["approved_by", "approved_at"])
    before = attempt.state
    transition(attempt, states.VOID, void_reason=voiding.reason)
    audit.record(
        "attempt.voided", by=by, on=attempt, node_path=attempt.sitting.node.path, before={"state": before},
        after={"asked_by": voiding.asked_by.username}, reason=voiding.reason, at=at,
    )  # fmt: skip
    return attempt
