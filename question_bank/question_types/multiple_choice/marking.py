"""Marking several choices, in three ways (named as in Ripkey, Case & Swanson, Academic Medicine 71, 1996)."""

from collections.abc import Collection
from fractions import Fraction

SCORINGS = ("all_or_nothing", "partial", "partial_penalty")


def mark(
    correct: Collection[str], options: Collection[str], chosen: Collection[str], scoring: str = "all_or_nothing"
) -> Fraction:
    """The share of the points that `chosen` earns.

    all_or_nothing: exactly the right options, or nothing.

    >>> mark("AC", "ABCD", "AC"), mark("AC", "ABCD", "A"), mark("AC", "ABCD", "ACD")
    (Fraction(1, 1), Fraction(0, 1), Fraction(0, 1))

    partial: the share of the right options chosen; nothing once a wrong one is chosen (少选得部分分，错选不得分).

    >>> mark("ACD", "ABCD", "AC", "partial"), mark("ACD", "ABCD", "ABC", "partial")
    (Fraction(2, 3), Fraction(0, 1))

    partial_penalty: each right option chosen adds 1/right, each wrong one takes 1/wrong away, never below 0
    (correction for guessing: choosing everything earns nothing).

    >>> mark("ABC", "ABCDE", "ABD", "partial_penalty"), mark("ABC", "ABCDE", "ABCDE", "partial_penalty")
    (Fraction(1, 6), Fraction(0, 1))
    """
    right, taken = set(correct), set(chosen)
    wrong = set(options) - right
    hits, misses = len(taken & right), len(taken - right)
    if scoring == "partial":
        return Fraction(0) if misses else Fraction(hits, len(right))
    if scoring == "partial_penalty":
        return max(Fraction(hits, len(right)) - Fraction(misses, len(wrong) or 1), Fraction(0))
    return Fraction(int(taken == right))
