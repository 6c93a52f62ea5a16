"""What Celery wakes in this app. Each may run twice, or several at once."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from exams.models import GradingJob, WorkerSign
from exams.receivers import mark_closed_attempt
from exams.services.apply_key_change import apply_key_change, apply_waiting
from exams.services.hand_down_mistakes import hand_down_lately
from exams.services.lay_out_ahead import lay_out_ahead
from exams.services.remind_of_appeals import remind_of_appeals
from exams.services.sweep_attempts import close_overdue
from exams.services.write_reviews import write_waiting_reviews
from foundation.waking import wake

logger = logging.getLogger(__name__)
SIGN_EVERY = timedelta(seconds=30)


@shared_task(name="exams.tasks.close_overdue_attempts", ignore_result=True)
def close_overdue_attempts() -> int:
    """Close attempts that ran out; every 10 s. Leaves a sign of life, at most twice a minute."""
    now = timezone.now()
    if not WorkerSign.objects.filter(pk=1, seen_at__gt=now - SIGN_EVERY).exists():
        WorkerSign.objects.update_or_create(pk=1, defaults={"seen_at": now})
    return close_overdue()


@shared_task(name="exams.tasks.lay_out_papers", ignore_result=True)
def lay_out_papers() -> int:
    """Lay out the papers of sittings that open soon; every minute."""
    return lay_out_ahead()


@shared_task(name="exams.tasks.mark_waiting_attempts", ignore_result=True)
def mark_waiting_attempts() -> int:
    """Mark what a lost message left unmarked; every minute."""
    waiting = list(GradingJob.objects.filter(done_at=None).order_by("pk").values_list("attempt_id", flat=True)[:200])
    for attempt_id in waiting:
        try:
            mark_closed_attempt(attempt_id)
        except Exception:  # whatever is wrong with one attempt, the others get their marks
            logger.exception("attempt %s was not marked", attempt_id)
    return len(waiting)


@shared_task(name="exams.tasks.write_waiting_reviews", ignore_result=True)
def write_reviews_that_waited() -> int:
    """Write the reviews of exams that nobody sits any more; every minute."""
    return write_waiting_reviews()


@shared_task(name="exams.tasks.apply_one_key_change", ignore_result=True)
def apply_one_key_change(change_id: int) -> int:
    """Regrade what a key change touches."""
    return apply_key_change(change_id=change_id)


@shared_task(name="exams.tasks.apply_key_changes", ignore_result=True)
def apply_key_changes() -> int:
    """Go on with key changes that a killed worker left unfinished; every minute."""
    return apply_waiting()


@shared_task(name="exams.tasks.hand_down_mistakes", ignore_result=True)
def hand_down() -> int:
    """Put mistakes of results released lately into notebooks, in case a message was lost; every hour."""
    return hand_down_lately()


@shared_task(name="exams.tasks.remind_of_appeals", ignore_result=True)
def remind() -> int:
    """Appeals that are due, or overdue; each office hour, each reminder once."""
    return remind_of_appeals()


def wake_regrade(change_id: int) -> None:
    """Ask a worker to regrade now."""
    wake(apply_one_key_change, change_id)
