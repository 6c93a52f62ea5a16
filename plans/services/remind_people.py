"""提醒: tell those who are left that a plan waits for them."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import audit
from foundation.clock import local_date
from foundation.models import User
from foundation.notices import send_notice
from plans.models import Assignment, TrainingPlan


@transaction.atomic
def remind_people(*, plan: TrainingPlan, people: list[User], by: User | None, at: datetime | None = None) -> int:
    """One notice to each, at most one a day; how many were reminded."""
    at = at or timezone.now()
    day = local_date(at)
    assignments = Assignment.objects.filter(plan=plan, person__in=people, ended_at=None).select_related("person")
    due = [row for row in assignments if not row.reminded_at or local_date(row.reminded_at) < day]
    if not due:
        return 0
    for row in due:
        send_notice(
            to=[row.person],
            title=_("提醒：%(plan)s 还没有完成") % {"plan": plan.title},
            body=_("截止日是 %(due)s。") % {"due": (row.due_on or plan.due_on).isoformat()},
            url=f"/plans/mine/{plan.pk}/",
            key=f"plan-{plan.pk}-reminder-{day}",
            by_mail=True,
        )
    Assignment.objects.filter(pk__in=[row.pk for row in due]).update(reminded_at=at)
    audit.record("plan.reminded", by=by, on=plan, after={"people": len(due)}, node_path=plan.node.path, at=at)
    return len(due)
