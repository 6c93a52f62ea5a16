"""Demo months: the last one closed, this one open with an objection that waits. 演示口径.

Every line follows from results, runs and credentials that the demo hall holds.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from appraisal.models import AppraisalEntry, AppraisalPeriod
from appraisal.services.close_period import close_period
from appraisal.services.open_period import open_period
from appraisal.services.raise_objection import raise_objection
from appraisal.services.reckon_period import reckon_period
from foundation.models import User
from organisation.demo import DISTRICT
from organisation.models import Node


def load(today: date) -> None:
    """Bring the demo months into the database; what is already there stays as it is."""
    if AppraisalPeriod.objects.exists():
        return
    manager = User.objects.get(username="manager")
    node = Node.objects.get(code=DISTRICT)
    this_month = today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    for month in (last_month, this_month):
        with transaction.atomic():
            period = open_period(node=node, month=month, by=manager)
            reckon_period(period=period)
            if month == last_month:
                close_period(period=period, by=manager)
    with transaction.atomic():
        _object(period)


def _object(period: AppraisalPeriod) -> None:
    entry = AppraisalEntry.objects.filter(period=period, person__username="clerk").order_by("pk").first()
    if entry is not None:
        text = "有一项资格上周已经补测通过，请核对后再算。"
        raise_objection(entry=entry, text=text, by=entry.person, at=timezone.now())
