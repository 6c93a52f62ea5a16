"""Reckon a month: append what the evidence says and the ledger does not yet."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisal.evidence import READERS, Evidence, month_bounds
from appraisal.models import AppraisalEntry, AppraisalPeriod, Indicator
from appraisal.rules.scheme import points_for_share
from foundation.models import User
from organisation.models import Posting


def people_of(period: AppraisalPeriod) -> list[User]:
    """Everyone posted under the period's node on some day of the month."""
    start, end = month_bounds(period.month)
    postings = Posting.objects.below(period.node).exclude(end_on__lt=start.date()).exclude(start_on__gte=end.date())
    return list(User.objects.filter(pk__in=postings.values("person")).order_by("username"))


@transaction.atomic
def reckon_period(*, period: AppraisalPeriod, people: list[User] | None = None, at: datetime | None = None) -> int:
    """Append the lines that are missing and the differences where evidence changed; how many were appended.

    With `people` only theirs. A second reckoning on the same evidence appends nothing. On a closed period differences become adjustment lines.
    """
    at = at or timezone.now()
    period = AppraisalPeriod.objects.select_for_update().select_related("node").get(pk=period.pk)
    people = people_of(period) if people is None else people
    standing = _standing(period)
    lines: list[AppraisalEntry] = []
    for indicator in period.indicators.filter(source__in=READERS):
        for person_id, evidence in READERS[indicator.source](period, people).items():
            line = _line(period, indicator, person_id, evidence, standing[indicator.pk].get(person_id), at)
            if line is not None:
                lines.append(line)
    AppraisalEntry.objects.bulk_create(lines)
    return len(lines)


def _standing(period: AppraisalPeriod) -> dict[int, dict[int, tuple[Decimal, int]]]:
    """Indicator → person → (points reckoned so far, in how many lines); adjustments by objection are apart and stay."""
    rows = AppraisalEntry.objects.filter(period=period, by=None).values_list("indicator", "person")
    standing: dict[int, dict[int, tuple[Decimal, int]]] = defaultdict(dict)
    for indicator_id, person_id, points, lines in rows.annotate(total=Sum("points"), lines=Count("pk")).order_by():
        standing[indicator_id][person_id] = (points, lines)
    return standing


def _line(
    period: AppraisalPeriod,
    indicator: Indicator,
    person_id: int,
    evidence: Evidence,
    standing: tuple[Decimal, int] | None,
    at: datetime,
) -> AppraisalEntry | None:
    points = points_for_share(evidence.share, indicator.full_points)
    before, lines = standing or (None, 0)
    if before is not None and points == before:
        return None
    closed = period.state == AppraisalPeriod.State.CLOSED
    explanation = evidence.explanation
    if before is not None:
        explanation = (
            _("依据有变，由 %(before)s 改为 %(points)s：") % {"before": before, "points": points} + explanation
        )
    return AppraisalEntry(
        period=period,
        person_id=person_id,
        indicator=indicator,
        kind=AppraisalEntry.Kind.ADJUSTMENT if closed or before is not None else AppraisalEntry.Kind.COMPUTED,
        points=points - (before or Decimal(0)),
        explanation=explanation[:400],
        evidence=evidence.links,
        at=at,
        by=None,
        key=f"{period.pk}-{indicator.key}-{person_id}-{lines}",
    )
