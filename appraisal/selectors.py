"""Questions asked of the appraisal."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, Q, QuerySet

from appraisal.hands import hands_of
from appraisal.models import (
    NOT_EVERY_MONTH,
    AppraisalEntry,
    AppraisalPeriod,
    ImportedSheet,
    Indicator,
    Objection,
    SheetKind,
)  # fmt: skip
from appraisal.rules.scheme import total_percent
from foundation.models import User
from organisation.models import Node, Posting, Role
from organisation.permissions import in_scope


@dataclass
class IndicatorScore:
    """What a person has under one indicator: the sum of its lines, and the lines themselves."""

    key: str
    part: str
    name: str
    full: Decimal
    is_bonus: bool
    points: Decimal = Decimal(0)
    lines: list[AppraisalEntry] = field(default_factory=list)

    @property
    def counts(self) -> bool:
        """Whether it counts in the total: not if its evidence was withdrawn (the last reckoned line has none)."""
        reckoned = [line for line in self.lines if line.by_id is None]
        return bool(not reckoned or reckoned[-1].evidence)


@dataclass
class PersonScore:
    """One person in one period. `percent` is None if nothing counted; `vetoes` are the lines of 一票否决, lifted or not,
    and those that lifted them."""

    person: User
    indicators: list[IndicatorScore]
    vetoes: list[AppraisalEntry] = field(default_factory=list)

    @property
    def points(self) -> Decimal:
        return sum((row.points for row in self.indicators), Decimal(0))

    @property
    def percent(self) -> Decimal | None:
        return total_percent([(row.points, row.full, row.is_bonus) for row in self.indicators if row.counts])

    @property
    def standing_vetoes(self) -> list[AppraisalEntry]:
        """The vetoes that nobody lifted: with one, the month's result is reported as vetoed."""
        lifted = {line.lifts_id for line in self.vetoes}
        return [line for line in self.vetoes if line.kind == AppraisalEntry.Kind.VETO and line.pk not in lifted]

    def points_under(self, key: str) -> Decimal | None:
        """Its points under an indicator; None without a line."""
        return next((row.points for row in self.indicators if row.key == key), None)

    def as_json(self) -> dict:
        """Plain values: staff number, name, points per indicator, percent, the vetoes that stand in words."""
        return {
            "staff_number": self.person.username,
            "name": self.person.name,
            "points": {row.key: str(row.points) for row in self.indicators},
            "percent": None if self.percent is None else str(self.percent),
            "vetoes": [line.explanation for line in self.standing_vetoes],
        }


def periods_of(user: User):
    """The periods that a manager or auditor may see as a whole."""
    return in_scope(AppraisalPeriod.objects.select_related("node"), user, Role.MANAGER, Role.AUDITOR)


def periods_below(node: Node) -> QuerySet[AppraisalPeriod]:
    """The periods at the node and everywhere under it."""
    return AppraisalPeriod.objects.select_related("node").filter(node__path__startswith=node.path)


def adjustments_since(period: AppraisalPeriod) -> QuerySet[AppraisalEntry]:
    """The lines appended after the closing; none while the period is open."""
    entries = AppraisalEntry.objects.filter(period=period, at__gt=period.closed_at) if period.closed_at else None
    found = AppraisalEntry.objects.none() if entries is None else entries
    return found.select_related("person", "indicator").order_by("pk")


def people_of(period: AppraisalPeriod) -> list[User]:
    """Everyone posted under the period's node on some day of the month."""
    postings = Posting.objects.below(period.node).exclude(end_on__lt=period.month)
    postings = postings.exclude(start_on__gte=period.next_month)
    return list(User.objects.filter(pk__in=postings.values("person")).order_by("username"))


def people_with_lines(period: AppraisalPeriod, text: str = "") -> QuerySet[User]:
    """Those who have a line in the period, by staff number; with `text` those whose name or number has it."""
    people = User.objects.filter(pk__in=AppraisalEntry.objects.filter(period=period).values("person"))
    if text:
        people = people.filter(Q(name__icontains=text) | Q(username__icontains=text))
    return people.order_by("username")


def period_scores(
    period: AppraisalPeriod, *, person: User | None = None, people: Iterable[User] | None = None
) -> list[PersonScore]:
    """Everyone who has a line in the period (or only `person`, or `people`), by staff number; two queries."""
    wanted = [person] if person else people
    entries = (
        AppraisalEntry.objects.filter(period=period, **({} if wanted is None else {"person__in": wanted}))
        .select_related("person", "indicator", "by")
        .prefetch_related(Prefetch("objections", Objection.objects.select_related("answered_by")))
        .order_by("person__username", "indicator__position", "pk")
    )
    people: dict[int, User] = {}
    rows: dict[int, dict[int, IndicatorScore]] = defaultdict(dict)
    vetoes: dict[int, list[AppraisalEntry]] = defaultdict(list)
    for entry in entries:
        people[entry.person_id] = entry.person
        indicator = entry.indicator
        if indicator.source == Indicator.Source.VETO:
            vetoes[entry.person_id].append(entry)
            continue
        row = rows[entry.person_id].setdefault(
            indicator.pk,
            IndicatorScore(indicator.key, indicator.part, indicator.name, indicator.full_points, indicator.is_bonus),
        )
        row.points += entry.points
        row.lines.append(entry)
    return [PersonScore(people[pk], list(rows[pk].values()), vetoes[pk]) for pk in people]


def sheets_in_force(period: AppraisalPeriod) -> dict[str, ImportedSheet]:
    """Kind → the sheet whose figures count."""
    found = ImportedSheet.objects.filter(period=period, replaced_at=None).select_related("imported_by")
    return {sheet.kind: sheet for sheet in found}


def missing_sheets(period: AppraisalPeriod) -> list[str]:
    """The names of the sheets that the month does not have yet. With `sheets` prefetched, no query."""
    present = {sheet.kind for sheet in period.sheets.all() if sheet.replaced_at is None}
    return [str(label) for kind, label in SheetKind.choices if kind not in present | NOT_EVERY_MONTH]


def my_periods(user: User):
    """The periods in which the person has a line."""
    return AppraisalPeriod.objects.filter(entries__person=user).select_related("node").distinct()


def periods_run_by(user: User):
    """The periods that a manager may reckon, answer objections in, and close."""
    return in_scope(AppraisalPeriod.objects.select_related("node"), user, Role.MANAGER)


def months_to_close(user: User, today: date) -> QuerySet[AppraisalPeriod]:
    """The manager's months that are over and still open, the oldest first."""
    over = periods_run_by(user).filter(state=AppraisalPeriod.State.OPEN, month__lt=today.replace(day=1))
    return over.prefetch_related("sheets").order_by("month", "pk")


def waiting_objections(user: User) -> list[Objection]:
    """Objections that wait for an answer from this manager; never one's own, nor to a line one had a hand in."""
    waiting = Objection.objects.filter(state=Objection.State.OPEN, entry__period__in=periods_run_by(user))
    found = list(waiting.exclude(person=user).select_related("person", "entry__indicator", "entry__period"))
    hands = hands_of([objection.entry for objection in found])
    return [objection for objection in found if user.pk not in hands[objection.entry_id]]
