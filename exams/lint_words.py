"""What the blueprint linter found, in words that say what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams import blueprint_selectors as stock
from exams.models import BlueprintCell
from exams.rules import lint
from question_bank import question_types

LEFT_OUT = {
    stock.DATES: gettext_lazy("当天不在有效期"),
    stock.STALE: gettext_lazy("事项已变更、待复核"),
    stock.EXPOSED: gettext_lazy("曝光过高"),
    stock.STATISTICS: gettext_lazy("统计指标不好"),
}


@dataclass(frozen=True)
class Spoken:
    """A finding as a sentence; `cell` is the cell's id or None, `what` the sentence without the cell's name."""

    cell: int | None
    stops: bool
    text: str
    what: str = ""


def spoken_findings(coverage: "stock.Coverage") -> list[Spoken]:
    """All findings of a coverage: those on the whole first, then cell by cell."""
    cells = {row.cell.pk: row.cell for row in coverage.cells}
    whole = [Spoken(None, each.stops, WORDS[each.code](each.values)) for each in coverage.findings]
    return whole + [_at_cell(each, row.cell, cells) for row in coverage.cells for each in row.findings]


def cell_words(cell: BlueprintCell) -> str:
    """What the cell asks for: "B2 失业保险金 · 单选题 · 应用 · 中"."""
    kind = question_types.get(cell.kind).label if cell.kind else ""
    parts = [
        str(cell.topic or ""), str(cell.service_item or ""), str(cell.rule or ""), str(kind),
        cell.get_cognitive_level_display() if cell.cognitive_level else "",
        cell.get_difficulty_display() if cell.difficulty else "",
    ]  # fmt: skip
    return " · ".join(part for part in parts if part) or _("不限范围")


def left_out_words(left_out: dict[str, int]) -> str:
    """ "事项已变更、待复核 2 题，曝光过高 1 题"; "" where nothing is left out."""
    rows = [
        _("%(reason)s %(count)s 题") % {"reason": LEFT_OUT[reason], "count": count}
        for reason, count in sorted(left_out.items())
    ]
    return _("，").join(rows)


def _at_cell(finding: lint.Finding, cell: BlueprintCell, cells: dict[int, BlueprintCell]) -> Spoken:
    values = dict(finding.values)
    if finding.code == lint.COMPETE:
        values["others"] = _("、").join(f"“{cell_words(cells[key])}”" for key in values["with_cells"])
    what = WORDS[finding.code](values)
    text = _("“%(cell)s”：%(what)s") % {"cell": cell_words(cell), "what": what}
    return Spoken(cell.pk, finding.stops, text, what)


def _too_few(values: dict) -> str:
    text = _("要 %(needed)s 题，能同时入卷的只有 %(available)s 题。") % values
    if values["questions"] > values["available"]:
        text += _("符合的有 %(questions)s 题，但同一互斥组只能取一题。") % values
    if values["left_out"]:
        text += _("另有不能用的：%(why)s。") % {"why": left_out_words(values["left_out"])}
    return text + _("请补充试题、放宽这一格或减少题数。")


WORDS = {
    lint.EMPTY: lambda values: _("还没有一格。请编辑，写明各部分考什么、几题、几分。"),
    lint.POINTS: lambda values: _("各格合计 %(total)s 分，与满分 %(full_marks)s 分不符。请调整题数、分值或满分。")
    % {name: f"{value.normalize():f}" for name, value in values.items()},
    lint.MINUTES: lambda values: _("各部分建议时长合计 %(total)s 分钟，超过全卷 %(minutes)s 分钟。") % values,
    lint.OVERLAP: lambda values: _(
        "两份卷平均有 %(overlap)s%% 的题相同，超过上限 %(most)s%%。请补充试题或减少题数。"
    ) % values,
    lint.TOO_FEW: _too_few,
    lint.COMPETE: lambda values: _(
        "与%(others)s抢同一批题：合起来要 %(needed)s 题，能同时入卷的只有 %(available)s 题。"
    ) % values,
    lint.LEFT_OUT: lambda values: _("抽题时不用：%(why)s。") % {"why": left_out_words(values["left_out"])},
    lint.SPARE: lambda values: _("可用 %(available)s 题，不到所要 %(needed)s 题的三倍，考几次就会被记住。") % values,
}  # fmt: skip
