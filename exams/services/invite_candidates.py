"""Invite people to a sitting."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.errors import ExamProblem
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
    stay open. Everyone is told their own times. Raises ExamProblem("sitting_cancelled").
    """
    if Sitting.objects.filter(pk=sitting.pk, state=Sitting.State.CANCELLED).exists():
        raise ExamProblem("sitting_cancelled")
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
    invited = Candidacy.objects.filter(sitting=sitting, person__in=people)
    back = set(invited.exclude(withdrawn_at=None).values_list("pk", flat=True))
    invited.update(withdrawn_at=None)
    invited = list(invited.select_related("person"))
    if tell:
        title, key = _("您有一场考试：%(title)s") % {"title": sitting.title}, f"exams.invited.{sitting.pk}"
        tell_times(sitting, [each for each in invited if each.pk not in back], title=title, key=key)
        tell_times(
            sitting, [each for each in invited if each.pk in back], title=title, key=f"{key}.{now.timestamp():.0f}"
        )
    audit.record(
        "sitting.invited", by=by, on=sitting, node_path=sitting.node.path, after={"people": len(people)}, at=at
    )
    return invited


def tell_times(sitting: Sitting, candidacies: Iterable[Candidacy], *, title: str, key: str) -> None:
    """Tell each candidate from when to when they may sit the exam: their own slot where starts are staggered. Whose time
    is over (a plan may count an exam that was held before) is told nothing."""
    by_window: dict[tuple, list[User]] = defaultdict(list)
    for each in candidacies:
        opens, closes = each.opens_at or sitting.opens_at, each.closes_at or sitting.closes_at
        by_window[opens, closes].append(each.person)
    for window, people in by_window.items():
        if window[1] <= timezone.now():
            continue
        opens, closes = (timezone.localtime(at).strftime("%Y-%m-%d %H:%M") for at in window)
        said = {"opens": opens, "closes": closes, "minutes": sitting.limit_seconds // 60}
        body = _("%(opens)s 至 %(closes)s 开放，时长 %(minutes)s 分钟。") % said
        send_notice(to=people, title=title, body=body, url=reverse("exams:intro", args=[sitting.pk]), key=key)
