"""What Celery wakes in this app."""

from celery import shared_task

from courses.services.sweep_completions import sweep_completions as sweep


@shared_task(name="courses.tasks.sweep_completions", ignore_result=True)
def sweep_completions() -> int:
    """Complete what passed checks have earned and no message told us; hourly."""
    return sweep()
