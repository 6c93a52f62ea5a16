"""Who serves what in one place: by service item with what is missing, and by person."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from organisation.models import Node, Posting
from service_items.models import Duty, ServiceItem
from service_items.rules.duty_gaps import gap_of


@dataclass
class ItemRow:
    """A service item and who serves it on the day; `gap` is what is missing (rules.duty_gaps), `coming` how many begin
    later."""

    item: ServiceItem
    a: list[Duty] = field(default_factory=list)
    b: list[Duty] = field(default_factory=list)
    coming: int = 0

    @property
    def gap(self) -> str:
        return gap_of((duty.part, is_here(duty.posting)) for duty in [*self.a, *self.b])


@dataclass
class PersonRow:
    """A posting and what its person serves on the day."""

    posting: Posting
    a: list[Duty] = field(default_factory=list)
    b: list[Duty] = field(default_factory=list)


def is_here(posting: Posting) -> bool:
    """Whether the person of the posting is at work."""
    return posting.presence == Posting.Presence.PRESENT and posting.person.is_active


def duties_at(place: Node) -> QuerySet[Duty]:
    """Every duty there ever was at the place and below it."""
    held = Duty.objects.filter(posting__node__path__startswith=place.path)
    return held.select_related("posting__person", "posting__node", "item").order_by("part", "start_on", "pk")


def item_rows(place: Node, day: date, query: str = "") -> list[ItemRow]:
    """The items that the place serves or served, or with `query` those of the whole catalogue that match; two queries."""
    held = duties_at(place)
    items = ServiceItem.objects.filter(live=True).only("code", "name", "short_name").order_by("code")
    items = items.filter(_named(query)) if query else items.filter(pk__in=held.order_by().values("item"))
    rows = {item.pk: ItemRow(item) for item in items}
    for duty in held.filter(Q(end_on=None) | Q(end_on__gte=day)):
        if row := rows.get(duty.item_id):
            _put(row, duty, day)
    return list(rows.values())


def person_rows(place: Node, day: date, query: str = "") -> list[PersonRow]:
    """Everybody who works there on the day, with or without a duty; two queries."""
    postings = Posting.objects.on(day).below(place).filter(person__is_active=True)
    if query:
        postings = postings.filter(Q(person__name__icontains=query) | Q(person__username__icontains=query))
    found = postings.select_related("person", "node", "window", "post").order_by("node__path", "person__username")
    rows = {posting.pk: PersonRow(posting) for posting in found}
    for duty in duties_at(place).filter(pk__in=Duty.objects.on(day).values("pk")).order_by("item__code"):
        if row := rows.get(duty.posting_id):
            (row.a if duty.part == Duty.Part.A else row.b).append(duty)
    return list(rows.values())


def split(duties: QuerySet[Duty], day: date) -> dict[str, list[Duty]]:
    """The duties that hold or are to come ("open"), and those that are over or were taken back ("past"), newest first."""
    found: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        over = duty.end_on and (duty.end_on < day or (duty.start_on and duty.end_on < duty.start_on))
        duty.begun = not duty.start_on or duty.start_on <= day
        duty.here = is_here(duty.posting)
        found["past" if over else "open"].append(duty)
    return {"open": found["open"], "past": found["past"][::-1]}


def _named(query: str) -> Q:
    condition = Q()
    for name in ("code", "name", "short_name", "pinyin"):
        condition |= Q(**{f"{name}__icontains": query})
    return condition


def _put(row: ItemRow, duty: Duty, day: date) -> None:
    if duty.start_on and duty.start_on > day:
        row.coming += not (duty.end_on and duty.end_on < duty.start_on)
    else:
        (row.a if duty.part == Duty.Part.A else row.b).append(duty)
