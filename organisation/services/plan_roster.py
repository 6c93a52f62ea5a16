"""Read a roster against what is stored: who is new, changed, moved or gone, and what is wrong where. Writes nothing."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from foundation.clock import local_date
from foundation.models import User
from foundation.spreadsheets import Row, RowError, Table, parse_date, read_table
from organisation.models import Node, Post, Posting, Role, RoleGrant, Window
from organisation.permissions import nodes_in_scope, paths_of, people_to_administer
from organisation.rules import roster_words as words

STAFF_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,39}")
MAX_ROWS = 3000
NEW, CHANGED, MOVED, ENDED, SAME = "new", "changed", "moved", "ended", "same"
GONE = Posting.Presence.GONE


@dataclass
class RosterRow:
    """One row, understood. `roles` is None where the cell is blank: roles stay as they are."""

    number: int
    username: str
    name: str
    node: Node
    window: Window | None
    post: str
    employment: str
    start_on: date
    presence: str
    roles: set[str] | None
    left_on: date | None


@dataclass
class Change:
    """What one row will do, with a sentence for each difference."""

    kind: str
    row: RosterRow
    person: User | None = None
    posting: Posting | None = None
    details: list[str] = field(default_factory=list)
    grant: set[str] = field(default_factory=set)
    revoke: list[RoleGrant] = field(default_factory=list)
    returns: bool = False  # who had left


@dataclass
class RosterPlan:
    """All that a roster will do. With errors nothing of it is done."""

    changes: list[Change] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    new_posts: list[str] = field(default_factory=list)
    missing: list[Posting] = field(default_factory=list)  # at work in the roster's places and not in it

    def count(self, kind: str) -> int:
        return sum(change.kind == kind for change in self.changes)

    @property
    def counts(self) -> dict[str, int]:
        return {kind: self.count(kind) for kind in (NEW, CHANGED, MOVED, ENDED, SAME)}


def plan_roster(file, *, by: User | None, today: date | None = None) -> RosterPlan:
    """What the uploaded roster would do for this administrator (None: the installation itself, everywhere)."""
    table = read_table(file, required=words.REQUIRED, optional=words.OPTIONAL, max_rows=MAX_ROWS)
    return plan_table(table, by=by, today=today or local_date())


def plan_table(table: Table, *, by: User | None, today: date) -> RosterPlan:
    """The same for a table already read."""
    plan = RosterPlan(errors=list(table.errors), ignored=table.ignored)
    known = Known(by, {row["工号"].lower() for row in table.rows}, today)
    rows = [_understand(row, known, plan.errors) for row in table.rows]
    understood = [row for row in rows if row is not None]
    plan.errors += _doubled(understood)
    for row in understood:
        change = _compare(row, known, plan.errors)
        if change:
            plan.changes.append(change)
    plan.new_posts = sorted({row.post for row in understood if row.post and row.post not in known.posts})
    plan.missing = _missing(understood, known)
    return plan


class Known:
    """What is stored, fetched once: a roster of 3,000 rows costs as many queries as one of three."""

    def __init__(self, by: User | None, usernames: set[str], today: date) -> None:
        self.by, self.today = by, today
        nodes = nodes_in_scope(by, Role.ADMINISTRATOR) if by else Node.objects.all()
        self.nodes: dict[str, list[Node]] = defaultdict(list)
        for node in nodes:
            for key in {node.name, node.code}:
                self.nodes[key].append(node)
        self.windows: dict[tuple[int, str], Window] = {}
        for window in Window.objects.all():
            for place in (window.hall_id, window.stationed_unit_id):
                for key in (window.code, window.name):
                    self.windows[place, key] = window
        self.posts = {post.name: post for post in Post.objects.all()}
        spelt = User.objects.annotate(lower=Lower("username")).filter(lower__in=usernames)
        self.people = {person.username.lower(): person for person in spelt}
        ids = [person.pk for person in self.people.values()]
        administered = people_to_administer(by).filter(pk__in=ids) if by else User.objects.filter(pk__in=ids)
        self.administered = set(administered.values_list("pk", flat=True))
        self.held: dict[int, list[Posting]] = defaultdict(list)
        held = Posting.objects.filter(Q(end_on=None) | Q(end_on__gte=today), person__in=ids).exclude(presence=GONE)
        for posting in held.select_related("node", "window", "post").order_by("start_on", "pk"):
            self.held[posting.person_id].append(posting)
        self.grants: dict[int, list[RoleGrant]] = defaultdict(list)
        for grant in RoleGrant.objects.filter(person__in=ids, revoked_at=None).select_related("node"):
            self.grants[grant.person_id].append(grant)
        self.paths = paths_of(by, Role.ADMINISTRATOR) if by else {""}

    def posting_of(self, row: "RosterRow", person: User) -> Posting | None:
        """The posting that the row speaks of: the one at its place, else the one that has no end. Who is to move soon
        holds two, and a row about either leaves the other alone."""
        held = self.held[person.pk]
        here = [each for each in held if each.node_id == row.node.pk and not _is_over(each, row.start_on)]
        return next(reversed(here or [each for each in held if each.end_on is None]), None)

    def may_change(self, person: User) -> bool:
        """Whether every role of the person is held within the administrator's places (see may_administer)."""
        held = self.grants[person.pk]
        return all(any(grant.node.path.startswith(path) for path in self.paths) for grant in held)


def _is_over(posting: Posting, day: date) -> bool:
    return posting.end_on is not None and posting.end_on < day


def _understand(row: Row, known: Known, errors: list[RowError]) -> RosterRow | None:
    """The row in this site's terms; None and its errors noted if anything in it is wrong."""
    found: list[RowError] = []
    if not STAFF_NUMBER.fullmatch(row["工号"]):
        found.append(row.error("工号", "bad_number", _("工号用字母和数字，2 到 40 位，如 LJ1001。")))
    if not 0 < len(row["姓名"]) <= 80:
        found.append(row.error("姓名", "bad_name", _("请填姓名，不超过 80 个字。")))
    node = _node(row, known, found)
    window = _window(row, node, known, found)
    presence = words.PRESENCE.get(row["在岗状态"])
    if presence is None:
        found.append(row.error("在岗状态", "bad_presence", _("请填在岗、休假、借调或离岗。")))
    start_on, left_on = _day(row, "入岗日期", found), _day(row, "离岗日期", found, blank=True)
    if start_on and left_on and left_on < start_on:
        found.append(row.error("离岗日期", "ends_before", _("离岗日期早于入岗日期。")))
    roles = _roles(row, found)
    post = row["岗位"] if row["岗位"] in known.posts else words.POSTS.get(row["岗位"], row["岗位"])
    for column, text, limit in (("岗位", post, 60), ("编制类型", row["编制类型"], 40)):
        if len(text) > limit:
            found.append(row.error(column, "too_long", _("不超过 %s 个字。") % limit))
    errors += found
    if found:
        return None
    return RosterRow(
        number=row.number, username=row["工号"], name=row["姓名"], node=node, window=window, post=post,
        employment=row["编制类型"], start_on=start_on, presence=presence, roles=roles, left_on=left_on,
    )  # fmt: skip


def _node(row: Row, known: Known, found: list[RowError]) -> Node | None:
    nodes = known.nodes.get(row["单位"], [])
    if len(nodes) == 1:
        return nodes[0]
    if nodes:
        codes = "、".join(node.code for node in nodes)
        found.append(row.error("单位", "two_units", _("有几个单位同名，请改填编码：%s。") % codes))
    else:
        found.append(row.error("单位", "unknown_unit", _("没有这个单位，或者不归您管：“%s”。") % row["单位"][:40]))
    return None


def _window(row: Row, node: Node | None, known: Known, found: list[RowError]) -> Window | None:
    if not row["窗口"] or node is None:
        return None
    window = known.windows.get((node.pk, row["窗口"]))
    if window is None:
        message = _("“%(node)s”没有窗口“%(window)s”。") % {"node": node.name, "window": row["窗口"][:40]}
        found.append(row.error("窗口", "unknown_window", message))
    return window


def _day(row: Row, column: str, found: list[RowError], blank: bool = False) -> date | None:
    if blank and not row[column]:
        return None
    try:
        return parse_date(row[column])
    except ValueError:
        found.append(row.error(column, "bad_date", _("请填日期，如 2026-11-21。")))
        return None


def _roles(row: Row, found: list[RowError]) -> set[str] | None:
    if not row["角色"]:
        return None
    named = [word for word in words.split_roles(row["角色"]) if word != words.NO_ROLE]
    unknown = [word for word in named if word not in words.ROLES and word not in Role.values]
    if unknown:
        listed = "、".join(words.ROLES)
        message = _("没有角色“%(word)s”。可填：%(listed)s。") % {"word": unknown[0][:20], "listed": listed}
        found.append(row.error("角色", "unknown_role", message))
    return {words.ROLES.get(word, word) for word in named}


def _doubled(rows: list[RosterRow]) -> list[RowError]:
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        numbers[row.username.lower()].append(row.number)
    return [
        RowError(
            _("第 %(row)s 行“%(column)s”") % {"row": row.number, "column": "工号"},
            "twice",
            _("工号 %(number)s 在第 %(rows)s 行都有。")
            % {"number": row.username, "rows": "、".join(map(str, numbers[row.username.lower()]))},
        )
        for row in rows
        if len(numbers[row.username.lower()]) > 1
    ]


def _compare(row: RosterRow, known: Known, errors: list[RowError]) -> Change | None:
    person = known.people.get(row.username.lower())
    if person is None:
        return Change(NEW, row, grant=row.roles if row.roles is not None else {Role.STAFF})
    if person.pk not in known.administered:
        errors.append(_at(row, "elsewhere", _("这个工号在别的单位，请先由那边的管理员调出。")))
        return None
    change = _difference(row, person, known)
    if change.kind != SAME and not known.may_change(person):
        errors.append(_at(row, "not_yours", _("这个人在您管不到的地方也有角色，请上级管理员来改。")))
        return None
    posting = change.posting
    if change.kind == MOVED and posting.start_on and row.start_on <= posting.start_on:
        message = _("调到新单位，入岗日期要晚于现在这一段的 %s。") % posting.start_on
        errors.append(_at(row, "moves_too_early", message, "入岗日期"))
        return None
    if person == known.by and (change.kind == ENDED or Role.ADMINISTRATOR in {held.role for held in change.revoke}):
        errors.append(_at(row, "yourself", _("不能让自己离岗或收回自己的管理员角色。")))
        return None
    return change


def _at(row: RosterRow, code: str, message: str, column: str = "工号") -> RowError:
    return Row(row.number, {}).error(column, code, message)


def _difference(row: RosterRow, person: User, known: Known) -> Change:
    posting = known.posting_of(row, person)
    change = Change(SAME, row, person, posting)
    if row.presence == GONE:
        change.kind = ENDED if person.is_active or known.held[person.pk] else SAME
        if change.kind == ENDED:
            _revoke(change, known.grants[person.pk])
        return change
    if posting is None or posting.node_id != row.node.pk:
        change.kind = MOVED if posting else CHANGED
        old = posting.node.name if posting else "—"
        change.details.append(f"{_('单位')}：{old} → {row.node.name}")
    else:
        change.details += _posting_details(row, posting)
    if person.name != row.name:
        change.details.append(f"{_('姓名')}：{person.name} → {row.name}")
    change.returns = not person.is_active and not known.held[person.pk]  # an account closed by hand stays closed
    if change.returns:
        change.details.append(_("账号重新启用"))
    _compare_roles(change, known)
    if change.details and change.kind == SAME:
        change.kind = CHANGED
    return change


def _posting_details(row: RosterRow, posting: Posting) -> list[str]:
    pairs = (
        (_("窗口"), posting.window.code if posting.window else "", row.window.code if row.window else ""),
        (_("岗位"), posting.post.name if posting.post else "", row.post),
        (_("编制类型"), posting.employment, row.employment),
        (_("入岗日期"), str(posting.start_on or ""), str(row.start_on)),
        (_("在岗状态"), posting.presence, row.presence),
    )
    shown = words.PRESENCE_SHOWN
    return [
        f"{label}：{shown.get(old, old) or '—'} → {shown.get(new, new) or '—'}"
        for label, old, new in pairs
        if old != new
    ]


def _compare_roles(change: Change, known: Known) -> None:
    """Roles at the person's place become those of the cell; a blank cell and roles elsewhere stay. Who comes to a place is
    staff there and nowhere else; who comes back after leaving has no role from before."""
    row, held = change.row, known.grants[change.person.pk]
    here = {grant.role: grant for grant in held if grant.node_id == row.node.pk}
    comes = change.kind == MOVED or change.posting is None
    wanted = row.roles if row.roles is not None else {Role.STAFF} if change.returns else None
    gone = []
    if change.returns:
        gone = [grant for grant in held if grant.node_id != row.node.pk]
    elif comes:
        gone = [grant for grant in held if grant.role == Role.STAFF and grant.node_id != row.node.pk]
    if wanted is not None:
        gone += [grant for role, grant in here.items() if role not in wanted]
    change.grant = (wanted if wanted is not None else {Role.STAFF} if comes else set()) - set(here)
    for role in sorted(change.grant, key=Role.values.index):
        change.details.append(_("授予角色：%s") % Role(role).label)
    _revoke(change, gone)


def _revoke(change: Change, grants: list[RoleGrant]) -> None:
    change.revoke = sorted(grants, key=lambda grant: (Role.values.index(grant.role), grant.pk))
    change.details += [_("收回角色：%s") % grant.get_role_display() for grant in change.revoke]


def _missing(rows: list[RosterRow], known: Known) -> list[Posting]:
    """Who works today at a place of the roster and is not in it, as far as they are the administrator's to end."""
    listed = {row.username.lower() for row in rows}
    there = Posting.objects.on(known.today).filter(node__in={row.node.pk for row in rows}, person__is_active=True)
    found = there.select_related("person", "node", "window", "post").order_by("person__username", "pk")
    held = RoleGrant.objects.filter(person__in=there.values("person"), revoked_at=None)
    beyond = {
        person
        for person, path in held.values_list("person", "node__path")
        if not any(path.startswith(own) for own in known.paths)
    }
    return [
        posting
        for posting in found
        if posting.person.username.lower() not in listed
        and posting.person != known.by
        and posting.person_id not in beyond
    ]
