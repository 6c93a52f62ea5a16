"""Set what counts in an open month, and how much."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from appraisal.models import AppraisalPeriod, Indicator
from appraisal.rules.scheme import weight_beyond_100
from appraisal.services.reckon_period import reckon_period
from foundation import audit
from foundation.models import User


@dataclass(frozen=True)
class Setting:
    """What an indicator is to be: its part, its name, its full points (0 switches it off)."""

    part: str
    name: str
    full_points: Decimal


@transaction.atomic
def set_indicators(
    *, period: AppraisalPeriod, settings: dict[int, Setting], by: User, at: datetime | None = None
) -> int:  # fmt: skip
    """Write the settings by indicator id and reckon the month anew; how many lines that appended.

    Raises ValidationError for a closed month, or if the full points without bonuses do not come to 100.
    """
    period = AppraisalPeriod.objects.select_for_update().select_related("node").get(pk=period.pk)
    if period.state == AppraisalPeriod.State.CLOSED:
        raise ValidationError(_("这个月已经关账，指标和分值不能再改。"))
    indicators = list(period.indicators.exclude(source=Indicator.Source.VETO))
    before = {row.key: str(row.full_points) for row in indicators}
    for row in indicators:
        if wanted := settings.get(row.pk):
            row.part, row.name, row.full_points = wanted.part, wanted.name, wanted.full_points
    _refuse_unless_100([(row.full_points, row.is_bonus) for row in indicators])
    for row in indicators:
        row.save(update_fields=["part", "name", "full_points"])
    after = {row.key: str(row.full_points) for row in indicators}
    audit.record(
        "indicators.changed", by=by, on=period, node_path=period.node.path, before=before, after=after, at=at
    )  # fmt: skip
    return reckon_period(period=period, at=at)


def _refuse_unless_100(rows: list[tuple[Decimal, bool]]) -> None:
    if beyond := weight_beyond_100(rows):
        message = _("不含附加分，满分要合计 100，现在是 %(sum)s。") % {"sum": f"{(100 + beyond).normalize():f}"}
        raise ValidationError(message)
