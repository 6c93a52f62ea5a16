"""Marking a written answer by points, as a person does it."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

Points = int | Decimal | Fraction


def share(worth: Sequence[Points], awarded: Sequence[Points]) -> Fraction:
    """The share of the points earned: each marking point gives between nothing and its worth (analytic scoring:
    Brookhart, How to Create and Use Rubrics, 2013).

    >>> share([2, 2, 2], [2, 1, 0]), share([2, 2], [3, -1])
    (Fraction(1, 2), Fraction(1, 2))
    """
    total = sum(Fraction(each) for each in worth)
    earned = sum(
        min(max(Fraction(given), Fraction(0)), Fraction(most)) for most, given in zip(worth, awarded, strict=False)
    )
    return earned / total if total else Fraction(0)
