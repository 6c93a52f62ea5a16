"""What Celery wakes in this app. Each may run twice, or several at once."""

from celery import shared_task

from exams.models import GradingJob
from exams.receivers import mark_closed_attempt
from exams.services.sweep_attempts import close_overdue


@shared_task(name="exams.tasks.close_overdue_attempts", ignore_result=True)
def close_overdue_attempts() -> int:
    """Close attempts that ran out; every 10 s."""
    return close_overdue()


@shared_task(name="exams.tasks.mark_waiting_attempts", ignore_result=True)
def mark_waiting_attempts() -> int:
    """Mark what a lost message left unmarked; every minute."""
    waiting = list(GradingJob.objects.filter(done_at=None).order_by("pk").values_list("attempt_id", flat=True)[:200])
    for attempt_id in waiting:
        mark_closed_attempt(attempt_id)
    return len(waiting)
