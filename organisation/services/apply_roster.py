"""Do what a roster plan says: all of it in one short transaction, or none."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from foundation import audit
from foundation.clock import local_date
from foundation.facts import announce, announce_all
from foundation.models import User
from organisation.models import Post, Posting, RoleGrant
from organisation.rules.passwords import one_time_password
from organisation.services.end_sessions import end_sessions
from organisation.services.plan_roster import CHANGED, ENDED, MOVED, NEW, SAME, Change, RosterPlan
from organisation.services.sync_admin_access import GROUP_PREFIX, sync_admin_access
from organisation.signals import posting_changed

# Random, good for one sign-in and replaced there: a short hash holds, and 500 new people do not take three minutes.
ONE_TIME_ROUNDS = 20_000


@dataclass
class RosterResult:
    """What was done, and the one-time passwords of the new people by staff number, to be handed over now."""

    counts: dict[str, int]
    passwords: dict[str, str] = field(default_factory=dict)


def apply_roster(
    plan: RosterPlan, *, by: User | None, end_missing: bool = False, today: date | None = None,
    at: datetime | None = None,
) -> RosterResult:  # fmt: skip
    """Write the plan. Raises ValueError if it has errors. With `end_missing` people of the roster's places who are not in
    it are ended too. Audited as one entry that names every person and difference."""
    if plan.errors:
        raise ValueError("a roster with errors is not written")
    today, at = today or local_date(), at or timezone.now()
    fresh = [change for change in plan.changes if change.kind == NEW]
    passwords = {change.row.username: one_time_password() for change in fresh}
    hashed = {username: short_hash(password) for username, password in passwords.items()}
    with transaction.atomic():
        posts = _posts(plan)
        _add(fresh, hashed, posts, by, today, at)
        for change in plan.changes:
            if change.kind in (CHANGED, MOVED):
                _change(change, posts, by, at)
            elif change.kind == ENDED:
                _end(change.person, change.row.left_on or today, at)
        leavers = plan.missing if end_missing else []
        for posting in leavers:
            _end(posting.person, today, at)
        _record(plan, leavers, by, at)
    return RosterResult(plan.counts | {ENDED: plan.count(ENDED) + len(leavers)}, passwords)


def short_hash(password: str) -> str:
    """A one-time password as it is stored."""
    hasher = get_hasher()
    rounds = {"iterations": ONE_TIME_ROUNDS} if hasattr(hasher, "iterations") else {}
    return hasher.encode(password, hasher.salt(), **rounds)


def _posts(plan: RosterPlan) -> dict[str, Post]:
    Post.objects.bulk_create(
        [Post(name=name, is_chief=name == "首席代表") for name in plan.new_posts], ignore_conflicts=True
    )
    return {post.name: post for post in Post.objects.all()}


def _add(fresh: list[Change], hashed: dict[str, str], posts, by: User | None, today: date, at: datetime) -> None:
    """New people in a handful of queries, however many they are."""
    gone = {change.row.username for change in fresh if change.row.presence == Posting.Presence.GONE}
    User.objects.bulk_create(
        User(
            username=change.row.username,
            name=change.row.name,
            password=hashed[change.row.username],
            must_change_password=True,
            is_active=change.row.username not in gone,
        )
        for change in fresh
    )
    people = User.objects.in_bulk([change.row.username for change in fresh], field_name="username")
    for change in fresh:
        change.person = people[change.row.username]
    Posting.objects.bulk_create(_posting(change, posts, today) for change in fresh)
    grants = [
        RoleGrant(person=change.person, role=role, node=change.row.node, granted_by=by, granted_at=at)
        for change in fresh
        for role in sorted(change.grant)
        if change.row.username not in gone
    ]
    RoleGrant.objects.bulk_create(grants)
    _join_groups(grants)
    started = Posting.objects.filter(person__in=people.values()).values_list("pk", "person_id")
    announce_all(posting_changed, {f"started-{pk}": {"person_id": person, "posting_id": pk} for pk, person in started})


def _posting(change: Change, posts: dict[str, Post], today: date) -> Posting:
    row = change.row
    gone = row.presence == Posting.Presence.GONE
    return Posting(
        person=change.person,
        node=row.node,
        window=row.window,
        post=posts.get(row.post),
        employment=row.employment,
        presence=row.presence,
        start_on=row.start_on,
        end_on=max(row.left_on or today, row.start_on) if gone else None,
    )


def _join_groups(grants: list[RoleGrant]) -> None:
    """Wagtail groups: one person of each role the full way, which makes the group fit; the others in one insert."""
    through = User.groups.through
    rows = []
    for role in {grant.role for grant in grants}:
        sync_admin_access(next(grant.person for grant in grants if grant.role == role))
        group = Group.objects.get(name=GROUP_PREFIX + role)
        rows += [through(user_id=grant.person_id, group_id=group.pk) for grant in grants if grant.role == role]
    through.objects.bulk_create(rows, ignore_conflicts=True)


def _change(change: Change, posts: dict[str, Post], by: User | None, at: datetime) -> None:
    person, row, posting = change.person, change.row, change.posting
    if person.name != row.name or change.returns:
        person.name, person.is_active = row.name, person.is_active or change.returns
        person.save(update_fields=["name", "is_active"])
    if change.kind == MOVED:
        posting.end_on = row.start_on - timedelta(days=1)
        posting.save(update_fields=["end_on"])
        announce(posting_changed, key=f"ended-{posting.pk}", person_id=person.pk, posting_id=posting.pk)
    if change.kind == MOVED or posting is None:
        posting = _posting(change, posts, row.start_on)
    else:
        posting.window, posting.post, posting.employment = row.window, posts.get(row.post), row.employment
        posting.start_on, posting.presence = row.start_on, row.presence
    posting.save()
    key = f"roster-{posting.pk}-{at.timestamp()}"
    announce(posting_changed, key=key, person_id=person.pk, posting_id=posting.pk)
    if change.grant or change.revoke:
        RoleGrant.objects.filter(pk__in=[grant.pk for grant in change.revoke]).update(revoked_at=at)
        for role in sorted(change.grant):
            RoleGrant.objects.get_or_create(
                person=person, role=role, node=row.node, revoked_at=None,
                defaults={"granted_by": by, "granted_at": at},
            )  # fmt: skip
        sync_admin_access(person)


def _end(person: User, left_on: date, at: datetime) -> None:
    """Postings end, roles are taken back, the account is closed and its sessions with it."""
    for posting in Posting.objects.filter(Q(end_on=None) | Q(end_on__gt=left_on), person=person):
        posting.end_on = max(left_on, posting.start_on) if posting.start_on else left_on
        posting.presence = Posting.Presence.GONE
        posting.save(update_fields=["end_on", "presence"])
        announce(posting_changed, key=f"ended-{posting.pk}", person_id=person.pk, posting_id=posting.pk)
    RoleGrant.objects.filter(person=person, revoked_at=None).update(revoked_at=at)
    sync_admin_access(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    end_sessions(person=person)


def _record(plan: RosterPlan, leavers: list[Posting], by: User | None, at: datetime) -> None:
    done = {
        kind: [
            {"person": change.row.username, "node": change.row.node.code, "details": change.details}
            for change in plan.changes
            if change.kind == kind
        ]
        for kind in (NEW, CHANGED, MOVED, ENDED)
    }
    done["missing_ended"] = [posting.person.username for posting in leavers]
    nodes = [change.row.node for change in plan.changes] or [posting.node for posting in leavers]
    if any(done.values()):
        audit.record(
            "roster.imported", by=by, kind="organisation.roster", label=f"{len(plan.changes) - plan.count(SAME)}",
            node_path=common_path([node.path for node in nodes]), after=done, at=at,
        )  # fmt: skip


def common_path(paths: list[str], step: int = 4) -> str:
    """The path of the lowest node above all `paths` (treebeard: `step` characters a level)."""
    if not paths:
        return ""
    low, high = min(paths), max(paths)
    same = next((index for index, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))
    return low[: same - same % step]
