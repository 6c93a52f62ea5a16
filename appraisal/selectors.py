"""Questions asked of the appraisal."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch

from appraisal.models import AppraisalEntry, AppraisalPeriod, Objection
from appraisal.rules.scheme import total_percent
from foundation.models import User
from organisation.models import Role
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


@dataclass
class PersonScore:
    """One person in one period. `percent` is None if nothing counted."""

    person: User
    indicators: list[IndicatorScore]

    @property
    def points(self) -> Decimal:
        return sum((row.points for row in self.indicators), Decimal(0))

    @property
    def percent(self) -> Decimal | None:
        return total_percent([(row.points, row.full, row.is_bonus) for row in self.indicators])

    def as_json(self) -> dict:
        """Plain values: staff number, name, points per indicator, percent."""
        return {
            "staff_number": self.person.username,
            "name": self.person.name,
            "points": {row.key: str(row.points) for row in self.indicators},
            "percent": None if self.percent is None else str(self.percent),
        }


def periods_of(user: User):
    """The periods that a manager or auditor may see as a whole."""
    return in_scope(AppraisalPeriod.objects.select_related("node"), user, Role.MANAGER, Role.AUDITOR)


def period_scores(period: AppraisalPeriod, *, person: User | None = None) -> list[PersonScore]:
    """Everyone who has a line in the period (or only `person`), by staff number; two queries."""
    entries = (
        AppraisalEntry.objects.filter(period=period, **({"person": person} if person else {}))
        .select_related("person", "indicator", "by")
        .prefetch_related(Prefetch("objections", Objection.objects.select_related("answered_by")))
        .order_by("person__username", "indicator__position", "pk")
    )
    people: dict[int, User] = {}
    rows: dict[int, dict[int, IndicatorScore]] = defaultdict(dict)
    for entry in entries:
        people[entry.person_id] = entry.person
        indicator = entry.indicator
        row = rows[entry.person_id].setdefault(
            indicator.pk,
            IndicatorScore(indicator.key, indicator.part, indicator.name, indicator.full_points, indicator.is_bonus),
        )
        row.points += entry.points
        row.lines.append(entry)
    return [PersonScore(people[pk], list(rows[pk].values())) for pk in people]


def my_periods(user: User):
    """The periods in which the person has a line."""
    return AppraisalPeriod.objects.filter(entries__person=user).select_related("node").distinct()


def periods_run_by(user: User):
    """The periods that a manager may reckon, answer objections in, and close."""
    return in_scope(AppraisalPeriod.objects.select_related("node"), user, Role.MANAGER)


def waiting_objections(user: User):
    """Objections that wait for an answer from this manager; never one's own."""
    return (
        Objection.objects.filter(state=Objection.State.OPEN, entry__period__in=periods_run_by(user))
        .exclude(person=user)
        .select_related("person", "entry__indicator", "entry__period")
    )
