"""Reckon a month: append what the evidence says and the ledger does not yet."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisal.evidence import AT_MONTH_END, OF_SHEETS, READERS, Evidence
from appraisal.models import AppraisalEntry, AppraisalPeriod, Indicator
from appraisal.rules.scheme import points_of
from appraisal.selectors import people_of
from foundation.models import User


@transaction.atomic
def reckon_period(
    *, period: AppraisalPeriod, people: list[User] | None = None, sources: set[str] | None = None,
    at: datetime | None = None,
) -> int:  # fmt: skip
    """Append the lines that are missing and the differences where evidence changed; how many were appended.

    With `people` only theirs, with `sources` only the indicators fed by them. A second reckoning on the same evidence appends nothing. On a closed period differences become adjustment lines.
    """
    at = at or timezone.now()
    period = AppraisalPeriod.objects.select_for_update().select_related("node").get(pk=period.pk)
    people = people_of(period) if people is None else people
    standing = _standing(period)
    lines: list[AppraisalEntry] = []
    for indicator in _indicators(period, sources):
        found = READERS[indicator.source](period, people)
        before = standing[indicator.pk]
        for person in people:
            line = _line(period, indicator, person.pk, found.get(person.pk), before.get(person.pk), at)
            if line is not None:
                lines.append(line)
    AppraisalEntry.objects.bulk_create(lines)
    return len(lines)


def _indicators(period: AppraisalPeriod, wanted: set[str] | None) -> list[Indicator]:
    """Those that can be reckoned; after closing, those that still can change."""
    closed = period.state == AppraisalPeriod.State.CLOSED
    sources = set(READERS) - AT_MONTH_END if closed else set(READERS)
    sources = sources if wanted is None else sources & wanted
    return list(period.indicators.filter(source__in=sources))


def _standing(period: AppraisalPeriod) -> dict[int, dict[int, tuple[Decimal, int]]]:
    """Indicator → person → (points reckoned so far, in how many lines); adjustments by objection are apart and stay."""
    rows = AppraisalEntry.objects.filter(period=period, by=None).values_list("indicator", "person")
    standing: dict[int, dict[int, tuple[Decimal, int]]] = defaultdict(dict)
    for indicator_id, person_id, points, lines in rows.annotate(total=Sum("points"), lines=Count("pk")).order_by():
        standing[indicator_id][person_id] = (points, lines)
    return standing


def _line(
    period: AppraisalPeriod, indicator: Indicator, person_id: int, evidence: Evidence | None,
    standing: tuple[Decimal, int] | None, at: datetime,
) -> AppraisalEntry | None:  # fmt: skip
    """The line that brings what stands to what the evidence says; None if that is so already."""
    before, lines = standing or (None, 0)
    if evidence is None:  # what was counted has been withdrawn, or there never was anything
        if not before:
            return None
        evidence = Evidence(_("依据已撤回，这一项不再计入"), share=Decimal(0))
    elif before is None and not indicator.full_points:
        return None
    points = points_of(evidence.share, evidence.change, indicator.full_points)
    if before is not None and points == before:
        return None
    return AppraisalEntry(
        period=period, person_id=person_id, indicator=indicator, kind=_kind(period, indicator, before),
        points=points - (before or Decimal(0)), explanation=_explanation(evidence, before, points),
        evidence=evidence.links, at=at, by=None, key=f"{period.pk}-{indicator.key}-{person_id}-{lines}",
    )  # fmt: skip


def _kind(period: AppraisalPeriod, indicator: Indicator, before: Decimal | None) -> str:
    if before is not None or period.state == AppraisalPeriod.State.CLOSED:
        return AppraisalEntry.Kind.ADJUSTMENT
    return AppraisalEntry.Kind.IMPORTED if indicator.source in OF_SHEETS else AppraisalEntry.Kind.COMPUTED


def _explanation(evidence: Evidence, before: Decimal | None, points: Decimal) -> str:
    said = evidence.explanation
    if before is not None:
        said = (
            _("依据或分值有变，由 %(before)s 改为 %(points)s：") % {"before": f"{before:.2f}", "points": points} + said
        )
    return said[:400]
