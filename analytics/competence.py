"""Who can serve what: the matrix of people × service items, and the AB coverage of each hall."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from analytics.rules.coverage import ItemCoverage, coverage
from certificates.models import Credential
from certificates.rules.state import State
from certificates.selectors import cleared_people, with_states
from foundation.models import User
from organisation.models import Node, Posting
from service_items.models import Duty, ServiceItem

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
    """Rows of people under `node`, columns of items; `gaps` is the coverage of each column by the people present."""

    node: Node
    items: list[ServiceItem]
    rows: list[MatrixRow]
    gaps: dict[str, ItemCoverage] = field(default_factory=dict)


def matrix(node: Node, at: datetime | None = None, items: QuerySet[ServiceItem] | None = None) -> Matrix:
    """The matrix under `node` as of `at`; a constant number of queries, whatever the number of people and items."""
    at = at or timezone.now()
    day = timezone.localdate(at)
    columns = list(items if items is not None else ServiceItem.objects.order_by("code"))
    postings = list(
        Posting.objects.on(day).below(node).filter(person__is_active=True)
        .select_related("person", "window").order_by("person__username")
    )  # fmt: skip
    people = {posting.person_id: posting for posting in postings}
    parts = _parts(people, day)
    states = _states(people, at)
    present = {pk for pk, posting in people.items() if posting.presence == Posting.Presence.PRESENT}
    rows = [
        MatrixRow(
            person=posting.person,
            present=pk in present,
            presence=posting.get_presence_display(),
            window=posting.window.name if posting.window else "",
            cells=[Cell(parts.get((pk, item.code), ""), states.get((pk, item.code), "")) for item in columns],
        )
        for pk, posting in people.items()
    ]
    found = coverage(
        [item.code for item in columns],
        present=present,
        cleared=cleared_people(columns, at),
        duties=[(pk, code, part) for (pk, code), part in parts.items()],
    )
    return Matrix(node, columns, rows, {row.code: row for row in found})


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


def gaps_by_hall(node: Node, at: datetime | None = None) -> list[HallGaps]:
    """Coverage gaps per hall under `node`, for the items that the hall has duties for; five queries and one a state."""
    at = at or timezone.now()
    day = timezone.localdate(at)
    halls = list(Node.objects.filter(path__startswith=node.path, kind=Node.Kind.HALL).order_by("path"))
    items = {item.code: item for item in ServiceItem.objects.order_by("code")}
    cleared = cleared_people(items.values(), at)
    duties = list(
        Duty.objects.on(day).filter(posting__node__path__startswith=node.path)
        .values_list("posting__node__path", "posting__person_id", "item__code", "part")
    )  # fmt: skip
    present = list(Posting.objects.present(day).below(node).values_list("node__path", "person_id"))
    found = []
    for hall in halls:
        own = [(pk, code, part) for path, pk, code, part in duties if path.startswith(hall.path)]
        codes = sorted({code for _pk, code, _part in own})
        here = {pk for path, pk in present if path.startswith(hall.path)}
        rows = coverage(codes, present=here, cleared=cleared, duties=own)
        found.append(HallGaps(hall, [(items[row.code], row) for row in rows if row.gap != "none"]))
    return found
