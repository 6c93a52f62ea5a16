"""What Celery wakes in this app."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from plans.models import TrainingPlan
from plans.selectors import progress_in
from plans.services.assign_people import assign_newcomers
from plans.services.remind_people import remind_people

REMIND_DAYS_BEFORE = (7, 2, 0)


@shared_task(name="plans.tasks.assign_newcomers", ignore_result=True)
def assign_newcomers_task() -> int:
    """Active plans meet whoever has joined since."""
    return assign_newcomers()


@shared_task(name="plans.tasks.remind_due", ignore_result=True)
def remind_due() -> int:
    """Remind those who are left 7 and 2 days before the due date and on the day; once a day at most."""
    today = timezone.localdate()
    days = [today + timedelta(days=days) for days in REMIND_DAYS_BEFORE]
    reminded = 0
    for plan in TrainingPlan.objects.filter(state=TrainingPlan.State.ACTIVE):
        left = [row.person for row in progress_in(plan) if not row.complete and row.due_on in days]
        if left:
            reminded += remind_people(plan=plan, people=left, by=None)
    return reminded
