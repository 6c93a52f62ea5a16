"""Marking a case: its parts weighted by their points."""

from collections.abc import Sequence
from fractions import Fraction


def mark(parts: Sequence[tuple[Fraction, Fraction | None]]) -> tuple[Fraction | None, Fraction]:
    """`parts` are (points, share earned or None for a person to mark): the whole share, None while a part waits, and
    the share that is certain already.

    >>> whole = mark([(Fraction(3), Fraction(1)), (Fraction(6), Fraction(1, 2)), (Fraction(3), Fraction(0))])
    >>> whole
    (Fraction(1, 2), Fraction(1, 2))
    >>> mark([(Fraction(3), Fraction(1)), (Fraction(6), None)])
    (None, Fraction(1, 3))
    """
    total = sum((points for points, _share in parts), Fraction(0)) or Fraction(1)
    certain = sum((points * share for points, share in parts if share is not None), Fraction(0)) / total
    return (None if any(share is None for _points, share in parts) else certain), certain
