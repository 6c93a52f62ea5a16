"""Marking one choice."""

from fractions import Fraction


def mark(correct: str, chosen: str | None) -> Fraction:
    """1 for the right option, 0 for another or none (number-right scoring: Haladyna & Rodriguez, 2013, ch. 1).

    >>> mark("B", "B"), mark("B", "C"), mark("B", None)
    (Fraction(1, 1), Fraction(0, 1), Fraction(0, 1))
    """
    return Fraction(int(chosen is not None and chosen == correct))
