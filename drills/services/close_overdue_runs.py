"""Close assessed runs that were not brought to an ending in time."""

from datetime import datetime

from django.db import transaction

from drills.models import Run
from foundation.clock import database_now
from foundation.models import User


@transaction.atomic
def close_overdue_runs(*, person: User | None = None, at: datetime | None = None) -> int:
    """Runs in progress whose release has closed become abandoned, as of its closing; how many. May run at any time."""
    overdue = Run.objects.filter(
        mode=Run.Mode.ASSESSED, state=Run.State.IN_PROGRESS, release__closes_at__lte=at or database_now()
    )
    if person is not None:
        overdue = overdue.filter(person=person)
    pks = list(overdue.values_list("pk", flat=True))
    closed = 0
    for run in Run.objects.select_for_update(of=("self",)).select_related("release").filter(pk__in=pks):
        run.state, run.finished_at = Run.State.ABANDONED, run.release.closes_at
        run.save(update_fields=["state", "finished_at"])
        closed += 1
    return closed
