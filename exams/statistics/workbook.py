"""A paper's statistics as a sheet to take along."""

from django.utils.translation import gettext as _

from exams.statistics.reports import PaperReport, QuestionReport
from exams.statistics.words import LIGHTS
from foundation.spreadsheets import workbook_bytes


def report_workbook(report: PaperReport) -> bytes:
    """One row a question, then the paper's figures."""
    columns = [
        _("题号"), _("题干"), _("人数"), _("通过率（%）"), _("通过率下限"), _("通过率上限"), _("标准差（%）"), _("区分度（%）"),
        _("区分度下限"), _("区分度上限"), _("题总相关"), _("区分效率（%）"), _("应占权重（%）"), _("实占权重（%）"), _("乱猜得分（%）"), _("干扰项有效性（%）"), _("曝光"),
        _("现用难度"), _("实测难度"), _("判定"), _("原因"), _("各选项选择率（%）"),
    ]  # fmt: skip
    rows = [_question_row(row) for row in report.questions]
    return workbook_bytes(_("题目统计"), columns, [*rows, [], *_paper_rows(report)])


def _question_row(row: QuestionReport) -> list:
    item = row.item
    nothing = (None, None)
    figures = [
        item.facility, *(item.facility_interval or nothing), item.sd,
        item.discrimination_index, *(item.discrimination_interval or nothing), item.item_rest, item.discriminative_efficiency,
        item.intended_weight, item.effective_weight, row.guess, row.distractor_efficiency,
    ]  # fmt: skip
    return [
        row.version.question.code, row.version.stem, item.n, *(figure if figure is None else round(figure, 2) for figure in figures),
        row.exposure, str(row.difficulty_now.label), str(row.measured.label) if row.measured else "",
        str(LIGHTS[row.verdict.light]), "；".join(row.reasons),
        "；".join(f"{option.letter} {option.figures.share:.1f}" for option in row.options),
    ]  # fmt: skip


def _paper_rows(report: PaperReport) -> list[list]:
    paper = report.paper
    low, high = paper.alpha_interval or (None, None)
    named = [
        (_("人数"), paper.n), (_("平均分（%）"), paper.mean), (_("中位数（%）"), paper.median), (_("标准差（%）"), paper.sd),
        (_("偏度"), paper.skewness), (_("峰度"), paper.kurtosis), (_("信度（%）"), paper.alpha), (_("信度下限"), low), (_("信度上限"), high),
        (_("误差比（%）"), paper.error_ratio), (_("测量标准误（%）"), paper.standard_error),
    ]  # fmt: skip
    return [[name, None if figure is None else round(figure, 2)] for name, figure in named]
