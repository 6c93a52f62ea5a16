"""Points from fractions, results from points."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")


def points_for(fraction: Fraction, points: Decimal) -> Decimal:
    """`fraction` (0-1) of `points`, to two places, half up; never below 0 or above `points`."""
    fraction = min(max(fraction, Fraction(0)), Fraction(1))
    exact = Fraction(points) * fraction
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Score:
    """A sum of marks: score and full marks in points, percent with two places."""

    score: Decimal
    full_marks: Decimal
    percent: Decimal

    def passes(self, pass_percent: Decimal) -> bool:
        """Whether the exact share, not the rounded one, reaches the pass line."""
        return self.score * 100 >= pass_percent * self.full_marks


def total(marks: Iterable[tuple[Decimal, Decimal]]) -> Score:
    """The sum over (points, max points). No marks: 0 of 0, 0 percent."""
    score = full = Decimal(0)
    for points, most in marks:
        score, full = score + points, full + most
    percent = (score * 100 / full).quantize(CENT, ROUND_HALF_UP) if full else Decimal(0)
    return Score(score, full, percent)
