"""Arrange a sitting in one go: its paper or its pool, its rules, who is invited and when each may start."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exams.errors import ExamProblem
from exams.models import Attempt, Blueprint, Candidacy, PaperVersion, Sitting
from exams.rules import states
from exams.rules.timing import slots
from exams.services.freeze_pool import freeze_pool
from exams.services.invite_candidates import invite_candidates, tell_times
from exams.services.open_sitting import open_sitting
from foundation import audit
from foundation.clock import database_now, local_date
from foundation.models import User
from foundation.notices import send_notice
from organisation.models import Node, Posting


@transaction.atomic
def arrange_sitting(
    *,
    title: str,
    node: Node,
    opens_at: datetime,
    closes_at: datetime,
    limit: timedelta,
    by: User,
    paper_version: PaperVersion | None = None,
    blueprint: Blueprint | None = None,
    people: Iterable[User] = (),
    groups: int = 1,
    tell: bool = True,
    at: datetime | None = None,
    **rules,
) -> Sitting:
    """The sitting with its candidates. From a blueprint: with its pool frozen for its days, waiting for a second
    signature. `groups` staggers the starts. Raises what `freeze_pool` raises."""
    if blueprint is not None:
        days = {"day": local_date(opens_at), "until": local_date(closes_at)}
        paper_version = freeze_pool(blueprint=blueprint, by=by, at=at, **days)
    sitting = open_sitting(
        title=title, node=node, opens_at=opens_at, closes_at=closes_at, limit=limit, by=by,
        paper_version=paper_version, blueprint=blueprint, **rules,
    )  # fmt: skip
    invite_spread(sitting=sitting, people=people, by=by, groups=groups, tell=tell, at=at)
    return sitting


def invite_spread(
    *, sitting: Sitting, people: Iterable[User], by: User, groups: int, tell: bool = True, at: datetime | None = None
) -> list[Candidacy]:
    """Invite people, those of one service window to different groups, the emptiest group first."""
    rows = spread(people, local_date(sitting.opens_at))
    parts = slots(opens=sitting.opens_at, closes=sitting.closes_at, groups=groups) if groups > 1 else None
    if parts:
        taken = [sitting.candidacies.filter(opens_at=opens, withdrawn_at=None).count() for opens, _closes in parts]
        first = taken.index(min(taken))
        parts = parts[first:] + parts[:first]
    return invite_candidates(sitting=sitting, people=rows, by=by, slots=parts, tell=tell, at=at) if rows else []


def spread(people: Iterable[User], day) -> list[User]:
    """In an order in which colleagues of one window follow each other: dealt out in turn, they land apart."""
    people = list(dict.fromkeys(people))
    place = {
        posting.person_id: (posting.node.path, posting.window_id or 0)
        for posting in Posting.objects.on(day).filter(person__in=people).select_related("node")
    }
    return sorted(people, key=lambda person: (place.get(person.pk, ("", 0)), person.username))


def has_begun(sitting: Sitting) -> bool:
    """Whether anybody (the setter's test run apart) has begun: from then on nothing of it changes."""
    begun = Attempt.objects.filter(sitting=sitting, candidacy__trial=False)
    return begun.exclude(state=states.CREATED).exists()


def _locked_unbegun(sitting: Sitting) -> Sitting:
    """The sitting under its lock, with its candidacies: a start under way ends before or sees what changed. Papers laid
    out ahead go; nobody has seen them. Raises ExamProblem("wrong_state") if it is cancelled or anybody has begun."""
    row = (
        Sitting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("node", "blueprint")
        .get(pk=sitting.pk)
    )
    list(row.candidacies.select_for_update(no_key=True).order_by("pk"))
    if row.state == Sitting.State.CANCELLED or has_begun(row):
        raise ExamProblem("wrong_state", state=row.state)
    Attempt.objects.filter(sitting=row, state=states.CREATED).delete()
    return row


@transaction.atomic
def change_sitting(*, sitting: Sitting, by: User, at: datetime | None = None, **columns) -> Sitting:
    """Change a sitting that nobody has begun; staggered slots move with the window, and who is invited is told of a new
    time. Raises ExamProblem("wrong_state")."""
    row = _locked_unbegun(sitting)
    before = (row.opens_at, row.closes_at, row.limit_seconds)
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))
    if (row.opens_at, row.closes_at, row.limit_seconds) != before:
        _move_slots(row)
        _tell_new_time(row, at or database_now())
    audit.record(
        "sitting.changed", by=by, on=row, node_path=row.node.path, at=at,
        after={"opens": row.opens_at, "closes": row.closes_at, "columns": sorted(columns)},
    )  # fmt: skip
    return row


def _move_slots(sitting: Sitting) -> None:
    held = sorted(set(sitting.candidacies.exclude(opens_at=None).values_list("opens_at", flat=True)))
    moved = slots(opens=sitting.opens_at, closes=sitting.closes_at, groups=len(held)) if held else []
    members = {opens: list(sitting.candidacies.filter(opens_at=opens).values_list("pk", flat=True)) for opens in held}
    for opens, (start, end) in zip(held, moved, strict=True):
        Candidacy.objects.filter(pk__in=members[opens]).update(opens_at=start, closes_at=end)


def _tell_new_time(sitting: Sitting, now: datetime) -> None:
    invited = sitting.candidacies.filter(withdrawn_at=None, trial=False).select_related("person")
    tell_times(
        sitting, invited, title=_("考试时间有变：%(title)s") % {"title": sitting.title},
        key=f"exams.moved.{sitting.pk}.{now.timestamp():.0f}",
    )  # fmt: skip


@transaction.atomic
def refreeze_pool(*, sitting: Sitting, by: User, at: datetime | None = None) -> Sitting:
    """Freeze the blueprint's pool anew for the sitting's days. Raises ExamProblem("wrong_state") once anybody has begun,
    and what `freeze_pool` raises."""
    row = _locked_unbegun(sitting)
    if row.blueprint_id is None:
        raise ExamProblem("wrong_state", state=row.state)
    days = {"day": local_date(row.opens_at), "until": local_date(row.closes_at)}
    row.paper_version = freeze_pool(blueprint=row.blueprint, by=by, at=at, **days)
    row.save(update_fields=["paper_version"])
    return row


@transaction.atomic
def withdraw_candidate(*, candidacy: Candidacy, by: User, at: datetime) -> Candidacy:
    """Take somebody off the list who has not begun. Raises ExamProblem("wrong_state")."""
    row = (
        Candidacy.objects.select_for_update(of=("self",), no_key=True)
        .select_related("sitting__node", "person")
        .get(pk=candidacy.pk)
    )
    if row.withdrawn_at or row.attempts.exclude(state=states.CREATED).exists():
        raise ExamProblem("wrong_state")
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    send_notice(
        to=[row.person], title=_("您不用参加这场考试了：%(title)s") % {"title": row.sitting.title},
        body=_("考务员已把您从名单上撤下。如有疑问，请联系考务员。"), url=reverse("exams:sittings"),
        key=f"exams.uninvited.{row.pk}.{at.timestamp():.0f}",
    )  # fmt: skip
    audit.record(
        "sitting.uninvited",
        by=by,
        on=row.sitting,
        node_path=row.sitting.node.path,
        after={"person": row.person.username},
    )
    return row
