"""A month to take along: the points and every line with its evidence; the results for another system."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from appraisal.evidence.own import best_results, best_runs, items_cleared
from appraisal.models import AppraisalPeriod, Indicator
from appraisal.rules.layouts import RESULT_COLUMNS, RESULTS_SHEET
from appraisal.selectors import PersonScore, people_of
from drills.models import Run
from exams.models import Result
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


def results_workbook(period: AppraisalPeriod) -> bytes:
    """成绩导出, in the words of its readers whatever the language: one row for everyone of the month; four queries.

    Exam and drill are those that the ledger counts. The red line is that of the drill shown, which costs no points.
    """
    people = people_of(period)
    results, runs, items = best_results(period, people), best_runs(period, people), items_cleared(period)
    rows = [
        [person.username, person.name, period.name, *_exam(results.get(person.pk)), *_drill(runs.get(person.pk)),
         items[person.pk]]
        for person in people
    ]  # fmt: skip
    return workbook_of([(RESULTS_SHEET, RESULT_COLUMNS, rows)])


def _exam(result: Result | None) -> tuple:
    return (result.sitting.title, float(result.percent), "是" if result.passed else "否") if result else ("", "", "")


def _drill(run: Run | None) -> tuple:
    return (run.scenario.title, float(run.score), "有" if run.red_line else "无") if run else ("", "", "")


def cell(value: Decimal | None):
    """A number for Excel, empty where there is none."""
    return "" if value is None else float(value)
