"""What Celery wakes in this app."""

from celery import shared_task

from policies.services.sweep_acknowledgements import sweep_acknowledgements as sweep


@shared_task(name="policies.tasks.sweep_acknowledgements", ignore_result=True)
def sweep_acknowledgements() -> int:
    """Acknowledge what passed proofs have earned and no message told us; hourly."""
    return sweep()
