"""Whoever leaves a posting no longer serves its items."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from foundation import audit
from service_items.models import Duty


@transaction.atomic
def end_duties(*, posting_id: int | None = None, at: datetime | None = None) -> int:
    """End the duties that outlast their posting, on its last day (of that posting, or of all); how many.

    A duty that was to begin only later ends on the day it would have begun. May run any number of times.
    """
    at = at or timezone.now()
    left = Duty.objects.filter(posting__end_on__isnull=False).filter(
        Q(end_on=None) | Q(end_on__gt=F("posting__end_on")),
        Q(start_on=None) | Q(end_on=None) | Q(end_on__gt=F("start_on")),
    )
    if posting_id is not None:
        left = left.filter(posting_id=posting_id)
    ended = list(left.select_for_update(of=("self",)).select_related("posting__person", "posting__node", "item"))
    for duty in ended:
        _end(duty, at)
    return len(ended)


def _end(duty: Duty, at: datetime) -> None:
    before = duty.end_on
    duty.end_on = max(filter(None, [duty.posting.end_on, duty.start_on]))
    duty.save(update_fields=["end_on"])
    audit.record(
        "duty.ended", by=None, on=duty, node_path=duty.posting.node.path, at=at, reason="posting ended",
        before={"end_on": before}, after={"end_on": duty.end_on},
    )  # fmt: skip
