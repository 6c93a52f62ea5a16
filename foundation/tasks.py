"""What Celery wakes in this app."""

from celery import shared_task
from django.core.management import call_command

from foundation import facts


@shared_task(name="foundation.tasks.dispatch_outbox", ignore_result=True)
def dispatch_outbox() -> int:
    """Handle the outbox rows that wait; run after each announcing commit and every 20 s."""
    return facts.drain()


@shared_task(name="foundation.tasks.publish_scheduled", ignore_result=True)
def publish_scheduled() -> None:
    """Publish and take down what was scheduled for now: pages and snippets alike; every minute."""
    call_command("publish_scheduled", verbosity=0)
