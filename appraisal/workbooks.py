"""A month to take along: the points, and every line with its evidence."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from appraisal.models import AppraisalPeriod, Indicator
from appraisal.selectors import PersonScore
from foundation.spreadsheets import workbook_of


def scores_workbook(period: AppraisalPeriod, indicators: list[Indicator], scores: list[PersonScore]) -> bytes:
    """Two sheets: one row per person, and one row per line of the ledger."""
    return workbook_of([(period.name, *_points(indicators, scores)), (_("逐行依据"), *_lines(scores))])


def _points(indicators: list[Indicator], scores: list[PersonScore]) -> tuple[list, list]:
    columns = [
        _("工号"),
        _("姓名"),
        *(f"{row.part}·{row.name}" for row in indicators),
        _("合计"),
        _("百分"),
        _("一票否决"),
    ]
    rows = [
        [
            score.person.username,
            score.person.name,
            *(cell(score.points_under(row.key)) for row in indicators),
            float(score.points),
            cell(score.percent),
            "；".join(line.explanation for line in score.standing_vetoes),
        ]
        for score in scores
    ]
    return columns, rows


def _lines(scores: list[PersonScore]) -> tuple[list, list]:
    columns = [_("工号"), _("姓名"), _("指标"), _("性质"), _("得分"), _("说明"), _("依据"), _("记入时间"), _("记入人")]
    rows = [
        [
            score.person.username, score.person.name, name, line.get_kind_display(), float(line.points),
            line.explanation, "、".join(piece["text"] for piece in line.evidence),
            f"{timezone.localtime(line.at):%Y-%m-%d %H:%M}", line.by.name if line.by else _("系统"),
        ]
        for score in scores
        for name, lines in [*((row.name, row.lines) for row in score.indicators), (_("一票否决"), score.vetoes)]
        for line in lines
    ]  # fmt: skip
    return columns, rows


def cell(value: Decimal | None):
    """A number for Excel, empty where there is none."""
    return "" if value is None else float(value)
