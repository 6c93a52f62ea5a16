"""Who can serve what: the matrix of people × service items, and the AB coverage of each hall."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from analytics.rules.coverage import ItemCoverage, coverage
from certificates.models import Credential
from certificates.rules.state import State
from certificates.selectors import cleared_people, with_states
from foundation.models import User
from organisation.models import Node, Posting
from service_items.models import Duty, ServiceItem

PER_PAGE = 40
Cleared = Mapping[str, set[int]]  # service item code → ids of the people whose credential counts for it

# Where several credentials cover an item, the one that counts most is shown.
BEST_FIRST = [State.VALID, State.DUE, State.STALE, State.SUSPENDED, State.LAPSED, State.REVOKED]


@dataclass(frozen=True)
class Cell:
    """One person and one item: the duty ("A", "B" or "") and the state of the best credential ("" for none)."""

    part: str = ""
    state: str = ""


@dataclass(frozen=True)
class MatrixRow:
    person: User
    present: bool
    presence: str
    window: str
    cells: list[Cell]


@dataclass(frozen=True)
class Matrix:
    """Rows of people under `node`, columns of items; `gaps` is the coverage of each column by everybody present there,
    whether or not their row is shown. `page` is the django Page of people's ids, None if all are shown."""

    node: Node
    items: list[ServiceItem]
    rows: list[MatrixRow]
    people_count: int
    gaps: dict[str, ItemCoverage] = field(default_factory=dict)
    page: Page | None = None


def matrix(
    node: Node, at: datetime | None = None, *, page: str | None = None, cleared: Cleared | None = None
) -> Matrix:
    """The matrix under `node` as of `at`: everybody, or with `page` ("1", "2" …) that many people's worth of rows.

    A constant number of queries, whatever the number of people and items. `cleared` saves asking for it again.
    """
    at = at or timezone.now()
    day = timezone.localdate(at)
    columns = list(ServiceItem.objects.order_by("code"))
    posted = Posting.objects.on(day).below(node).filter(person__is_active=True)
    everyone = dict(posted.order_by("person__username").values_list("person_id", "presence"))
    shown = Paginator(list(everyone), PER_PAGE).get_page(page) if page is not None else None
    found = coverage(
        [item.code for item in columns],
        present={pk for pk, presence in everyone.items() if presence == Posting.Presence.PRESENT},
        cleared=cleared_people(columns, at) if cleared is None else cleared,
        duties=[],
    )
    return Matrix(
        node, columns, _rows(posted, shown, columns, at), len(everyone), {row.code: row for row in found}, shown
    )


def _rows(posted: QuerySet[Posting], shown: Page | None, columns: list[ServiceItem], at: datetime) -> list[MatrixRow]:
    if shown is not None:
        posted = posted.filter(person__in=shown.object_list)
    postings = posted.select_related("person", "window").order_by("person__username")
    people = {posting.person_id: posting for posting in postings}
    parts, states = _parts(people, timezone.localdate(at)), _states(people, at)
    return [
        MatrixRow(
            person=posting.person,
            present=posting.presence == Posting.Presence.PRESENT,
            presence=posting.get_presence_display(),
            window=posting.window.name if posting.window else "",
            cells=[Cell(parts.get((pk, item.code), ""), states.get((pk, item.code), "")) for item in columns],
        )
        for pk, posting in people.items()
    ]


def _parts(people: dict[int, Posting], day: date) -> dict[tuple[int, str], str]:
    duties = Duty.objects.on(day).filter(posting__in=[posting.pk for posting in people.values()])
    return {(pk, code): part for pk, code, part in duties.values_list("posting__person_id", "item__code", "part")}


def _states(people: dict[int, Posting], at: datetime) -> dict[tuple[int, str], str]:
    credentials = with_states(Credential.objects.filter(person__in=list(people)), at)
    states: dict[tuple[int, str], str] = {}
    for credential in sorted(credentials, key=lambda row: BEST_FIRST.index(row.state), reverse=True):
        for item in credential.scheme.item_list:
            state = credential.state
            if state == State.STALE and item.code not in credential.stale_codes:
                state = State.VALID
            states[credential.person_id, item.code] = state
    return states


@dataclass(frozen=True)
class HallGaps:
    """A hall and the items that fewer than two cleared people in post can serve there."""

    hall: Node
    gaps: list[tuple[ServiceItem, ItemCoverage]]


def cleared_now(at: datetime) -> Cleared:
    """Who is cleared for what, over all service items."""
    return cleared_people(ServiceItem.objects.all(), at)


def items_of_nobody(node: Node, at: datetime | None = None) -> list[ServiceItem]:
    """The items for which no hall under `node` has named an A or a B; one query."""
    held = Duty.objects.on(timezone.localdate(at or timezone.now())).filter(posting__node__path__startswith=node.path)
    return list(ServiceItem.objects.exclude(pk__in=held.values("item")).order_by("code"))


def gaps_by_hall(node: Node, at: datetime | None = None, *, cleared: Cleared | None = None) -> list[HallGaps]:
    """Coverage gaps per hall under `node`, for the items that the hall has duties for; a constant number of queries."""
    at = at or timezone.now()
    day = timezone.localdate(at)
    halls = list(Node.objects.filter(path__startswith=node.path, kind=Node.Kind.HALL).order_by("path"))
    items = {item.code: item for item in ServiceItem.objects.order_by("code")}
    cleared = cleared_people(items.values(), at) if cleared is None else cleared
    duties, present = defaultdict(list), defaultdict(set)
    held = Duty.objects.on(day).filter(posting__node__path__startswith=node.path)
    for path, pk, code, part in held.values_list("posting__node__path", "posting__person_id", "item__code", "part"):
        duties[path].append((pk, code, part))
    for path, pk in Posting.objects.present(day).below(node).values_list("node__path", "person_id"):
        present[path].add(pk)
    return [_gaps_of(hall, items, duties, present, cleared) for hall in halls]


def _gaps_of(hall: Node, items: dict[str, ServiceItem], duties, present, cleared: Cleared) -> HallGaps:
    own = [duty for path, held in duties.items() if path.startswith(hall.path) for duty in held]
    here = set().union(*(people for path, people in present.items() if path.startswith(hall.path)))
    rows = coverage(sorted({code for _pk, code, _part in own}), present=here, cleared=cleared, duties=own)
    return HallGaps(hall, [(items[row.code], row) for row in rows if row.gap != "none"])
