"""The same figures as a sheet to take along."""

from django.utils.translation import gettext as _

from analytics.competence import Matrix
from analytics.completion import CompletionReport
from analytics.words import STATE_WORDS
from foundation.spreadsheets import workbook_bytes


def completion_workbook(report: CompletionReport) -> bytes:
    """One row per person: progress, best result, whether it reaches the plan's mark."""
    columns = [
        _("工号"), _("姓名"), _("窗口"), _("已完成"), _("应完成"), _("是否完成"), _("是否参与"), _("最好成绩"), _("达到目标成绩"),
    ]  # fmt: skip
    yes, no = _("是"), _("否")
    rows = [
        [
            line.progress.person.username,
            line.progress.person.name,
            line.window.name if line.window else "",
            line.progress.done_count,
            len(line.progress.steps),
            yes if line.progress.complete else no,
            yes if line.progress.took_part else no,
            float(line.best_percent) if line.best_percent is not None else "",
            "" if line.above_mark is None else yes if line.above_mark else no,
        ]
        for line in report.people
    ]
    return workbook_bytes(_("完成情况"), columns, rows)


def matrix_workbook(matrix: Matrix) -> bytes:
    """People × items: duty and state in one cell."""
    columns = [_("工号"), _("姓名"), _("窗口"), _("在岗状态"), *(str(item) for item in matrix.items)]
    rows = [
        [
            row.person.username,
            row.person.name,
            row.window,
            row.presence,
            *(" ".join(filter(None, [cell.part, str(STATE_WORDS.get(cell.state, ""))])) for cell in row.cells),
        ]
        for row in matrix.rows
    ]
    return workbook_bytes(_("谁能办什么"), columns, rows)
