"""Marking an essay: the same points as a short answer."""

from collections.abc import Sequence
from fractions import Fraction

from question_bank.question_types.short_answer.marking import Points
from question_bank.question_types.short_answer.marking import share as points_share


def share(worth: Sequence[Points], awarded: Sequence[Points]) -> Fraction:
    """The share of the points earned.

    >>> share([6, 4], [3, 4])
    Fraction(7, 10)
    """
    return points_share(worth, awarded)
