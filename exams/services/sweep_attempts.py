"""Close what ran out while nobody looked, and mark what waits. Run every few seconds; any number may run at once."""

import logging
from datetime import datetime, timedelta

from django.db.models import Min

from exams.models import Attempt
from exams.rules import states, timing
from exams.services.close_attempt import close_attempt
from foundation.clock import database_now

logger = logging.getLogger(__name__)


def close_overdue(*, at: datetime | None = None, limit: int = 1000) -> int:
    """Close every attempt whose end has passed, each in its own transaction; how many this call closed."""
    now = at or database_now()
    overdue = Attempt.objects.filter(
        state=states.IN_PROGRESS, accept_until__lt=now - timing.REQUEST_MARGIN
    ).order_by("pk")  # fmt: skip
    closed = 0
    for attempt_id in list(overdue.values_list("pk", flat=True)[:limit]):
        try:
            attempt = close_attempt(attempt_id=attempt_id, cause=Attempt.CloseCause.DEADLINE, at=at)
            closed += attempt.closed_here
        except Exception:  # whatever is wrong with one attempt, the others are closed; the next sweep tries again
            logger.exception("attempt %s was not closed", attempt_id)
    return closed


def lag(*, at: datetime | None = None) -> timedelta:
    """For how long the attempt that waits longest should have been closed; zero while the sweep keeps up."""
    now = at or database_now()
    oldest = Attempt.objects.filter(state=states.IN_PROGRESS).aggregate(first=Min("accept_until"))["first"]
    return max(now - oldest - timing.REQUEST_MARGIN, timedelta(0)) if oldest else timedelta(0)
