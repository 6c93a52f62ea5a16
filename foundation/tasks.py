"""What Celery wakes in this app."""

from celery import shared_task

from foundation import facts


@shared_task(name="foundation.tasks.dispatch_outbox", ignore_result=True)
def dispatch_outbox() -> int:
    """Handle the outbox rows that wait; run after each announcing commit and every 20 s."""
    return facts.drain()
