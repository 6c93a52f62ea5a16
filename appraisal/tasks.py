"""What Celery wakes in this app."""

from celery import shared_task

from appraisal.models import AppraisalPeriod
from appraisal.services.reckon_period import reckon_period


@shared_task(name="appraisal.tasks.reckon_open_periods", ignore_result=True)
def reckon_open_periods() -> int:
    """The sweep: whatever an announcement would have brought is found from the stored results."""
    return sum(reckon_period(period=period) for period in AppraisalPeriod.objects.filter(state="open"))
