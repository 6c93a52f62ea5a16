"""What stands against a blueprint. Plain Python: findings carry numbers, exams/lint_words.py says them."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from exams.rules.assembly import Pool, draw
from exams.rules.prediction import Prediction

EMPTY, POINTS, MINUTES, TOO_FEW, COMPETE, OVERLAP, LEFT_OUT, SPARE = (
    "empty", "points", "minutes", "too_few", "compete", "overlap", "left_out", "spare",
)  # fmt: skip
# Fewer than this many suitable questions for each one asked, and everybody soon knows them: a hint, no obstacle.
COMFORTABLE = 3


@dataclass(frozen=True)
class Wanted:
    """A cell as the linter sees it. `left_out`: reason → how many questions suit its facets and are not used."""

    key: Hashable
    count: int
    points: Decimal
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """`code` with its numbers, at a cell or (None) at the whole. `stops`: it must be put right before publication."""

    code: str
    cell: Hashable | None
    stops: bool
    values: dict


def lint(
    wanted: Sequence[Wanted],
    pool: Pool,
    prediction: Prediction | None,
    *,
    full_marks: Decimal,
    minutes: int,
    section_minutes: Sequence[int],
    max_overlap: int,
) -> list[Finding]:
    """Everything found, what stops first."""
    found = _whole(wanted, full_marks, minutes, section_minutes)
    found += _shortages(wanted, pool)
    if prediction and prediction.overlap > max_overlap:
        found.append(Finding(OVERLAP, None, True, {"overlap": round(prediction.overlap), "most": max_overlap}))
    return sorted(found + _hints(wanted, pool), key=lambda each: not each.stops)


def _whole(wanted, full_marks, minutes, section_minutes) -> list[Finding]:
    if not wanted:
        return [Finding(EMPTY, None, True, {})]
    found = []
    total = sum((cell.count * cell.points for cell in wanted), Decimal(0))
    if total != full_marks:
        found.append(Finding(POINTS, None, True, {"total": total, "full_marks": full_marks}))
    if sum(section_minutes) > minutes:
        found.append(Finding(MINUTES, None, True, {"total": sum(section_minutes), "minutes": minutes}))
    return found


def _shortages(wanted: Sequence[Wanted], pool: Pool) -> list[Finding]:
    """A cell that has too few by itself, and cells that are short only together."""
    found, alone = [], set()
    for cell in wanted:
        have = len(pool.units[cell.key])
        if have < cell.count:
            alone.add(cell.key)
            found.append(Finding(TOO_FEW, cell.key, True, _numbers(cell, pool)))
    for short in draw(pool, seed=0).short:
        if short.cell not in alone:
            values = {"needed": short.needed, "available": short.available, "with_cells": short.with_cells}
            found.append(Finding(COMPETE, short.cell, True, values))
    return found


def _numbers(cell: Wanted, pool: Pool) -> dict:
    units = pool.units[cell.key]
    questions = sum(len(members) for members in units.values())
    return {
        "needed": cell.count, "available": len(units), "questions": questions, "left_out": dict(cell.left_out),
    }  # fmt: skip


def _hints(wanted: Sequence[Wanted], pool: Pool) -> list[Finding]:
    found = []
    for cell in wanted:
        have = len(pool.units[cell.key])
        if have >= cell.count and cell.left_out:
            found.append(Finding(LEFT_OUT, cell.key, False, _numbers(cell, pool)))
        if cell.count <= have < COMFORTABLE * cell.count:
            found.append(Finding(SPARE, cell.key, False, _numbers(cell, pool)))
    return found
