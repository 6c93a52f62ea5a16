"""Open the appraisal of a month."""

from datetime import date

from django.db import transaction

from appraisal.models import AppraisalPeriod, Indicator
from appraisal.rules.scheme import DEFAULT_SCHEME
from foundation import audit
from foundation.models import User
from organisation.models import Node


@transaction.atomic
def open_period(*, node: Node, month: date, by: User) -> AppraisalPeriod:
    """The period of that month at `node`, new with the scheme of the month before (or the default), or as it stands."""
    period, created = AppraisalPeriod.objects.get_or_create(node=node, month=month.replace(day=1))
    if created:
        Indicator.objects.bulk_create(_scheme(period))
        audit.record("appraisal.opened", by=by, on=period, node_path=node.path)
    return period


def _scheme(period: AppraisalPeriod) -> list[Indicator]:
    before = AppraisalPeriod.objects.filter(node=period.node, month__lt=period.month).order_by("-month").first()
    if before:
        copied = ("key", "part", "name", "source", "full_points", "position", "is_bonus")
        return [Indicator(period=period, **row) for row in before.indicators.values(*copied)]
    return [
        Indicator(
            period=period, key=preset.key, part=preset.part, name=preset.name, source=preset.source,
            full_points=preset.full, position=position, is_bonus=preset.is_bonus,
        )
        for position, preset in enumerate(DEFAULT_SCHEME)
    ]  # fmt: skip
