"""What stands in the bank for a blueprint, what its linter finds, and what its draws will be like."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from exams import question_record
from exams.models import Blueprint, BlueprintCell
from exams.rules import assembly, lint
from exams.rules.prediction import EXPECTED, Prediction, predict
from organisation.models import Node
from question_bank.models import Bank, QuestionVersion
from question_bank.models.facets import Pool
from service_items.selectors import stale_condition

COLUMNS = (
    "pk", "topic", "topic__parent", "cognitive_level", "difficulty_now", "kind", "exclusion_group", "pool", "valid_from",
    "valid_to",
)  # fmt: skip
PRACTICE, DATES, STALE, EXPOSED, STATISTICS = "practice", "dates", "stale", "exposed", "statistics"


def banks_for(node: Node) -> QuerySet[Bank]:
    """The banks that an exam at `node` may take from: its own, those above it and those below it."""
    above = [node.path[:end] for end in range(node.steplen, len(node.path) + 1, node.steplen)]
    return Bank.objects.filter(node__path__in=above) | Bank.objects.filter(node__path__startswith=node.path)


@dataclass(frozen=True)
class StockRow:
    """An approved question version: its facets, the share of its points it is expected to give, and why it may not be
    drawn ("" if it may)."""

    candidate: assembly.Candidate
    expected: float
    trouble: str


def stock_for(
    node: Node, cells: Iterable[assembly.Cell], *, day: date, until: date | None = None, max_exposure: int = 0,
    at: datetime | None = None,
) -> list[StockRow]:  # fmt: skip
    """Every version in force in the banks of `node` that suits one of the cells, judged for an exam that is open from
    `day` to `until` (the same day where that is not said)."""
    until = until or day
    versions = QuestionVersion.objects.in_force().filter(question__bank__in=banks_for(node))
    stale = stale_condition(related_name="question_versions", reviewed_at="approved_at", on=until)
    rows = versions.with_difficulty().annotate(is_stale=stale).order_by("pk").values(*COLUMNS, "is_stale")
    items = _linked(QuestionVersion.service_items.through, "serviceitem_id", versions)
    rules = _linked(QuestionVersion.rules.through, "servicerule_id", versions)
    cells, found = list(cells), []
    for row in rows:
        candidate = assembly.Candidate(
            id=row["pk"], topics=frozenset(filter(None, (row["topic"], row["topic__parent"]))),
            items=items.get(row["pk"], frozenset()), rules=rules.get(row["pk"], frozenset()),
            level=row["cognitive_level"], difficulty=row["difficulty_now"], kind=row["kind"], group=row["exclusion_group"],
        )  # fmt: skip
        if any(assembly.suits(cell, candidate) for cell in cells):
            found.append(StockRow(candidate, EXPECTED[row["difficulty_now"]], _unfit(row, day, until)))
    return _experienced(found, max_exposure, at or timezone.now())


def _experienced(rows: list[StockRow], max_exposure: int, now: datetime) -> list[StockRow]:
    """The rows with what is known from exams: who has been seen too often, who does badly, and measured facilities."""
    fit = [row.candidate.id for row in rows if not row.trouble]
    seen = question_record.exposures(fit, until=now) if max_exposure else {}
    known = question_record.experience(fit)
    judged = []
    for row in rows:
        pk, trouble = row.candidate.id, row.trouble
        record = known.get(pk)
        if not trouble and seen.get(pk, 0) > max_exposure > 0:
            trouble = EXPOSED
        elif record and record.trouble:
            trouble = STATISTICS
        judged.append(StockRow(row.candidate, record.facility if record else row.expected, trouble))
    return judged


def _linked(through, column: str, versions: QuerySet) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for version, other in through.objects.filter(questionversion__in=versions).values_list("questionversion", column):
        found.setdefault(version, set()).add(other)
    return {version: frozenset(others) for version, others in found.items()}


def _unfit(row: dict, day: date, until: date) -> str:
    if row["pool"] == Pool.PRACTICE:
        return PRACTICE
    if (row["valid_from"] and row["valid_from"] > day) or (row["valid_to"] and row["valid_to"] < until):
        return DATES
    return STALE if row["is_stale"] else ""


def cells_of(blueprint: Blueprint) -> list[BlueprintCell]:
    """The blueprint's cells through all its sections, in order, with what they name."""
    cells = BlueprintCell.objects.filter(section__blueprint=blueprint)
    return list(
        cells.select_related("section", "topic", "service_item", "rule").order_by("section__position", "position")
    )


def as_rule_cell(cell: BlueprintCell) -> assembly.Cell:
    return assembly.Cell(
        key=cell.pk, count=cell.count, topic=cell.topic_id, item=cell.service_item_id, rule=cell.rule_id,
        level=cell.cognitive_level, difficulty=cell.difficulty, kind=cell.kind,
    )  # fmt: skip


@dataclass(frozen=True)
class CellCoverage:
    """A cell against the stock: how many questions suit it, how many of them may stand in one paper together, and why
    others are left out (reason → how many)."""

    cell: BlueprintCell
    questions: int
    available: int
    left_out: dict[str, int]
    findings: tuple[lint.Finding, ...]

    @property
    def enough(self) -> bool:
        return not any(each.stops for each in self.findings)


@dataclass(frozen=True)
class Coverage:
    """A blueprint on a day: its cells against the stock (`pool`: what may be drawn of it), the findings that concern the
    whole, and the prediction."""

    day: date
    pool: assembly.Pool
    cells: list[CellCoverage]
    findings: list[lint.Finding]
    prediction: Prediction | None
    questions: int
    total: object

    @property
    def blocked(self) -> bool:
        return any(each.stops for each in self.findings) or not all(each.enough for each in self.cells)


def coverage(
    blueprint: Blueprint, *, day: date, until: date | None = None, at: datetime | None = None
) -> Coverage:  # fmt: skip
    """The blueprint against what the bank holds for an exam that is open from `day` to `until`."""
    cells = cells_of(blueprint)
    rule_cells = [as_rule_cell(cell) for cell in cells]
    stock = stock_for(blueprint.node, rule_cells, day=day, until=until, max_exposure=blueprint.max_exposure, at=at)
    pool = assembly.pool_of(rule_cells, [row.candidate for row in stock if not row.trouble])
    expected = {row.candidate.id: row.expected for row in stock}
    prediction = predict(pool, {cell.pk: float(cell.points) for cell in cells}, expected) if cells else None
    out = {cell.key: _left_out(cell, stock) for cell in rule_cells}
    found = lint.lint(
        [lint.Wanted(cell.pk, cell.count, cell.points, out[cell.pk]) for cell in cells], pool, prediction,
        full_marks=blueprint.full_marks, minutes=blueprint.minutes, max_overlap=blueprint.max_overlap,
        section_minutes=[section.minutes or 0 for section in blueprint.sections.all()],
    )  # fmt: skip
    rows = [
        CellCoverage(
            cell=cell, available=len(pool.units[cell.pk]), left_out=out[cell.pk],
            questions=sum(len(members) for members in pool.units[cell.pk].values()),
            findings=tuple(each for each in found if each.cell == cell.pk),
        )
        for cell in cells
    ]  # fmt: skip
    return Coverage(
        day, pool, rows, [each for each in found if each.cell is None], prediction,
        questions=sum(cell.count for cell in cells), total=sum(cell.count * cell.points for cell in cells),
    )  # fmt: skip


def _left_out(cell: assembly.Cell, stock: Iterable[StockRow]) -> dict[str, int]:
    """Reason → how many questions have the cell's facets and may not be drawn. Practice questions are no loss."""
    found = Counter(row.trouble for row in stock if assembly.suits(cell, row.candidate))
    return {reason: count for reason, count in found.items() if reason and reason != PRACTICE}
