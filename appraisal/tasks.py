"""What Celery wakes in this app."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from appraisal.models import AppraisalPeriod
from appraisal.services.import_sheet import forget_drafts
from appraisal.services.reckon_period import reckon_period

CLOSED_SWEPT_DAYS = 366
ANNOUNCED = {"exam", "drill"}  # what other apps tell of; sheets are reckoned where they are imported


@shared_task(name="appraisal.tasks.reckon_open_periods", ignore_result=True)
def reckon_open_periods() -> int:
    """The sweep: whatever an announcement would have brought is found from the stored results.

    Of closed months those of the last year: a regrade whose announcement was lost is an adjustment line all the same.
    """
    lately = timezone.localdate() - timedelta(days=CLOSED_SWEPT_DAYS)
    found = sum(reckon_period(period=period) for period in AppraisalPeriod.objects.filter(state="open"))
    closed = AppraisalPeriod.objects.filter(state="closed", month__gte=lately)
    return found + sum(reckon_period(period=period, sources=ANNOUNCED) for period in closed)


@shared_task(name="appraisal.tasks.forget_sheet_drafts", ignore_result=True)
def forget_sheet_drafts() -> int:
    """Sheets that were read and never written; how many were forgotten."""
    return forget_drafts()
