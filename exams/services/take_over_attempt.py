"""Go on with an attempt on another device."""

from datetime import datetime

from django.db import transaction

from exams.errors import ExamProblem
from exams.models import Attempt, IntegrityEvent
from exams.rules import states
from exams.services.save_responses import why_not_running
from exams.services.transition import lock_attempt
from foundation import audit
from foundation.clock import database_now
from foundation.models import User


@transaction.atomic
def take_over_attempt(*, attempt_id: int, person: User, client: str, at: datetime | None = None) -> Attempt:
    """`client` becomes the one that may write. Repeating it changes nothing. Audited, and in the integrity log.

    Raises ExamProblem: not_found, attempt_closed, attempt_void, sitting_cancelled, suspended, deadline_passed.
    """
    attempt = lock_attempt(attempt_id, person=person)
    if attempt.state != states.IN_PROGRESS:
        raise ExamProblem(why_not_running(attempt))
    if attempt.lease_client == client:
        return attempt
    now = at or database_now()
    if attempt.lease_client:
        IntegrityEvent.objects.create(attempt=attempt, kind=IntegrityEvent.Kind.SECOND_DEVICE, at=now)
        audit.record(
            "attempt.taken_over", by=person, on=attempt, node_path=attempt.sitting.node.path,
            before={"epoch": attempt.lease_epoch}, after={"epoch": attempt.lease_epoch + 1}, at=now,
        )  # fmt: skip
    attempt.lease_client = client
    attempt.lease_epoch += 1
    attempt.network = ""  # another device, another network: that is one thing to note, not two
    attempt.save(update_fields=["lease_client", "lease_epoch", "network"])
    return attempt
