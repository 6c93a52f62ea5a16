"""Hand in."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import Now

from exams.errors import ExamProblem
from exams.models import Attempt, ResponseEvent, Sitting
from exams.rules import states
from exams.services.close_attempt import close_locked
from foundation.models import User
from foundation.sabotage import broken

MOST_NAMED = 200


@transaction.atomic
def submit_attempt(
    *, attempt_id: int, person: User, last_seq: dict[str, int] | None = None, at: datetime | None = None
) -> Attempt:
    """Close the person's attempt; handing in again gives the same closed attempt.

    `last_seq` is the last seq that each client used: with any of them not on the server, and time left, nothing is
    closed. Raises ExamProblem: not_found, attempt_void, sitting_cancelled, suspended, other_device,
    answers_missing.
    """
    begun = Attempt.objects.exclude(state=states.CREATED)
    rows = begun.filter(pk=attempt_id, person=person).annotate(clock=Now())
    attempt = (rows if broken("attempt-lock") else rows.select_for_update(of=("self",))).first()
    if attempt is None:
        raise ExamProblem("not_found")
    now = at or attempt.clock
    if attempt.state == states.VOID:
        cancelled = attempt.sitting.state == Sitting.State.CANCELLED
        raise ExamProblem("sitting_cancelled" if cancelled else "attempt_void")
    if attempt.state == states.SUSPENDED:
        raise ExamProblem("suspended")
    if attempt.state != states.IN_PROGRESS:
        return attempt
    if now > attempt.accept_until:
        return close_locked(attempt, Attempt.CloseCause.DEADLINE, now)
    if last_seq and attempt.lease_client and attempt.lease_client not in last_seq:
        raise ExamProblem("other_device", epoch=attempt.lease_epoch)
    if missing := missing_seqs(attempt, last_seq or {}):
        raise ExamProblem("answers_missing", missing=missing)
    return close_locked(attempt, Attempt.CloseCause.SUBMITTED, now)


def missing_seqs(attempt: Attempt, last_seq: dict[str, int]) -> dict[str, list[int]]:
    """Per client, the seqs from 1 to its last that never arrived; at most 200 are named."""
    if not last_seq:
        return {}
    wanted = Q(pk__in=[])
    for client, last in last_seq.items():
        wanted |= Q(client=client, seq__lte=last)
    events = ResponseEvent.objects.filter(wanted, attempt=attempt)
    counts = dict(events.values_list("client").annotate(Count("pk")))
    missing = {}
    for client, last in last_seq.items():
        if counts.get(client, 0) < last:
            seen = set(events.filter(client=client).values_list("seq", flat=True))
            gaps = (seq for seq in range(1, last + 1) if seq not in seen)
            missing[client] = [seq for _, seq in zip(range(MOST_NAMED), gaps)]
    return missing
