"""What evidence is, and which instants a month has."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal

from django.utils import timezone

from appraisal.models import AppraisalPeriod
from foundation.models import User


@dataclass(frozen=True)
class Evidence:
    """A share (0-1) of an indicator's full points, points gained or lost beside it, why, and where it can be looked up."""

    explanation: str
    share: Decimal = Decimal(1)
    change: Decimal = Decimal(0)
    links: list[dict] = field(default_factory=list)


Found = dict[int, Evidence]  # person id → evidence
Reader = Callable[[AppraisalPeriod, Iterable[User]], Found]


def month_bounds(period: AppraisalPeriod) -> tuple[datetime, datetime]:
    """The first instant of the month and of the next one, in the hall's time."""
    zone = timezone.get_default_timezone()
    return tuple(datetime.combine(day, time.min, zone) for day in (period.month, period.next_month))
