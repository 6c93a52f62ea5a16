"""What Celery wakes in this app."""

from celery import shared_task

from appraisal.models import AppraisalPeriod
from appraisal.services.import_sheet import forget_drafts
from appraisal.services.reckon_period import reckon_period


@shared_task(name="appraisal.tasks.reckon_open_periods", ignore_result=True)
def reckon_open_periods() -> int:
    """The sweep: whatever an announcement would have brought is found from the stored results."""
    return sum(reckon_period(period=period) for period in AppraisalPeriod.objects.filter(state="open"))


@shared_task(name="appraisal.tasks.forget_sheet_drafts", ignore_result=True)
def forget_sheet_drafts() -> int:
    """Sheets that were read and never written; how many were forgotten."""
    return forget_drafts()
