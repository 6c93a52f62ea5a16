"""What Celery wakes in this app."""

from celery import shared_task

from drills.services.close_overdue_runs import close_overdue_runs


@shared_task(name="drills.tasks.close_overdue", ignore_result=True)
def close_overdue() -> int:
    """Close assessed runs whose release is over; every ten minutes."""
    return close_overdue_runs()
