"""What Celery wakes in this app."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from foundation.files import forget_uploads
from service_items.services.sweep_catalogue import sweep_catalogue as sweep


@shared_task(name="service_items.tasks.sweep_catalogue", ignore_result=True)
def sweep_catalogue() -> int:
    """Duties of ended postings, publications that no message told us, versions that take effect today; hourly."""
    return sweep()


@shared_task(name="service_items.tasks.forget_catalogues", ignore_result=True)
def forget_catalogues() -> int:
    """Delete catalogue files that were tried a day ago and never written; how many."""
    return forget_uploads("catalogue", before=timezone.now() - timedelta(days=1))
