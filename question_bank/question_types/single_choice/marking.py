"""Marking one choice."""

from collections.abc import Collection
from fractions import Fraction


def mark(correct: Collection[str], chosen: str | None) -> Fraction:
    """1 for a right option, 0 for another or none (number-right scoring: Haladyna & Rodriguez, 2013, ch. 1). Questions
    have one right option; a corrected key may accept several.

    >>> mark("B", "B"), mark("B", "C"), mark("B", None), mark(["B", "D"], "D")
    (Fraction(1, 1), Fraction(0, 1), Fraction(0, 1), Fraction(1, 1))
    """
    return Fraction(int(chosen is not None and chosen in correct))
