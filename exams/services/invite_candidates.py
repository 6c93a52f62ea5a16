"""Invite people to a sitting."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.models import Candidacy, Sitting
from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.notices import send_notice


@transaction.atomic
def invite_candidates(
    *,
    sitting: Sitting,
    people: Iterable[User],
    by: User | None,
    slots: list[tuple[datetime, datetime]] | None = None,
    tell: bool = True,
    at: datetime | None = None,
) -> list[Candidacy]:
    """The candidacies of `people`; who is invited already is left as they are, and who tried the exam out is left out.

    `slots` staggers: person 1 gets the first (opens, closes), person 2 the second, and round again, so that windows
    stay open.
    """
    tried = set(sitting.candidacies.filter(trial=True).values_list("person", flat=True))
    people = [person for person in people if person.pk not in tried]
    now = at or database_now()
    rows = []
    for place, person in enumerate(people):
        opens, closes = slots[place % len(slots)] if slots else (None, None)
        rows.append(
            Candidacy(sitting=sitting, person=person, opens_at=opens, closes_at=closes, invited_by=by, invited_at=now)
        )
    Candidacy.objects.bulk_create(rows, ignore_conflicts=True)
    Candidacy.objects.filter(sitting=sitting, person__in=people).update(withdrawn_at=None)
    if tell:
        send_notice(
            to=people,
            title=_("您有一场考试：%(title)s") % {"title": sitting.title},
            body=_("%(opens)s 至 %(closes)s 开放，时长 %(minutes)s 分钟。") % spoken_times(sitting),
            url=reverse("exams:intro", args=[sitting.pk]),
            key=f"exams.invited.{sitting.pk}",
        )
    audit.record(
        "sitting.invited", by=by, on=sitting, node_path=sitting.node.path, after={"people": len(people)}, at=at
    )
    return list(Candidacy.objects.filter(sitting=sitting, person__in=people).select_related("person"))


def spoken_times(sitting: Sitting) -> dict:
    """The sitting's window in local time, for a sentence."""
    local = [timezone.localtime(each).strftime("%Y-%m-%d %H:%M") for each in (sitting.opens_at, sitting.closes_at)]
    return {"opens": local[0], "closes": local[1], "minutes": timedelta(seconds=sitting.limit_seconds).seconds // 60}
