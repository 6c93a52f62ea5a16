"""A marker takes the next answer to a question, for a while; no two ever hold the same."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from exams.models import MarkingTask, Sitting
from exams.permissions import marking_tasks_for
from foundation.clock import database_now
from foundation.models import User
from foundation.sabotage import broken

LEASE = timedelta(minutes=20)


def claimable(marker: User, now: datetime) -> QuerySet[MarkingTask]:
    """What the marker may take now: free or run-out ones and the own, of answers they judge at no other stage."""
    elsewhere = MarkingTask.objects.filter(attempt=OuterRef("attempt"), number=OuterRef("number"), marker=marker)
    return marking_tasks_for(marker).filter(
        Q(marker=None) | Q(claimed_until__lt=now) | Q(marker=marker),
        ~Exists(elsewhere.exclude(pk=OuterRef("pk"))),
        done_at=None,
    )


@transaction.atomic
def claim_task(*, sitting: Sitting, version_id: int, by: User, at: datetime | None = None) -> MarkingTask | None:
    """The next answer to that question, held by the marker for 20 minutes: first the one they hold already; None if
    nothing is left. The order is the attempts' random seed, so that it says nothing about the candidates."""
    now = at or database_now()
    own_first = Case(When(marker=by, then=0), default=1)
    rows = claimable(by, now).filter(attempt__sitting=sitting, version=version_id)
    if not broken("marking-claim"):
        skip = connection.features.has_select_for_update_skip_locked
        rows = rows.select_for_update(of=("self",), skip_locked=skip)
    task = rows.order_by(own_first, "stage", "attempt__seed").first()
    if task is not None:
        task.marker, task.claimed_until = by, now + LEASE
        task.save(update_fields=["marker", "claimed_until"])
    return task


@transaction.atomic
def return_task(*, task: MarkingTask, by: User) -> None:
    """Put an answer back for others."""
    MarkingTask.objects.filter(pk=task.pk, marker=by, done_at=None).update(marker=None, claimed_until=None)
