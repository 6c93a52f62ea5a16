"""Marking an order."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

SCORINGS = ("all_or_nothing", "neighbours")


def mark(order: Sequence[str], given: Sequence[str] | None, scoring: str = "all_or_nothing") -> Fraction:
    """The share of the points that `given` earns.

    all_or_nothing: the whole order, or nothing.

    >>> mark("ABCD", "ABCD"), mark("ABCD", "ABDC"), mark("ABCD", None)
    (Fraction(1, 1), Fraction(0, 1), Fraction(0, 1))

    neighbours: the share of neighbouring pairs that stand next to each other in the right order (Moodle's ordering
    question calls it "relative to the next item"): who shifts one entry does not lose everything.

    >>> mark("ABCD", "BCDA", "neighbours"), mark("ABCD", "DCBA", "neighbours"), mark("ABCD", "ABC", "neighbours")
    (Fraction(2, 3), Fraction(0, 1), Fraction(2, 3))
    """
    placed = list(given or [])
    if scoring != "neighbours":
        return Fraction(int(placed == list(order)))
    wanted = set(pairwise(order))
    pairs = set(pairwise(placed))
    return Fraction(len(wanted & pairs), len(wanted) or 1)
