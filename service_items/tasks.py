"""What Celery wakes in this app."""

from celery import shared_task

from service_items.services.sweep_catalogue import sweep_catalogue as sweep


@shared_task(name="service_items.tasks.sweep_catalogue", ignore_result=True)
def sweep_catalogue() -> int:
    """Duties of ended postings, publications that no message told us, versions that take effect today; hourly."""
    return sweep()
