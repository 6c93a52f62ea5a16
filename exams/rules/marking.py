"""Arithmetic of markers: what a point is worth in this paper, and how two or three markers' judgements become one."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def share_out(worth: Sequence[Decimal], most: Decimal) -> list[Decimal]:
    """The marking points' worth, scaled so that they add up to `most` exactly (the last one takes the rounding).

    >>> share_out([Decimal(3), Decimal(3), Decimal(4)], Decimal(5))
    [Decimal('1.50'), Decimal('1.50'), Decimal('2.00')]
    >>> share_out([Decimal(1)] * 3, Decimal(10))
    [Decimal('3.33'), Decimal('3.33'), Decimal('3.34')]
    """
    total = sum(worth)
    if not total:
        return [Decimal(0) for _ in worth]
    scaled = [(each * most / total).quantize(CENT, ROUND_HALF_UP) for each in worth]
    return [*scaled[:-1], (most - sum(scaled[:-1])).quantize(CENT)]


def mean(first: Decimal, second: Decimal) -> Decimal:
    """The mean to two places, half up.

    >>> mean(Decimal(7), Decimal("8.5"))
    Decimal('7.75')
    """
    return ((first + second) / 2).quantize(CENT, ROUND_HALF_UP)


def settle_two(first: Decimal, second: Decimal, *, gap_percent: Decimal, most: Decimal) -> Decimal | None:
    """The mean of two markers; None where they differ by more than `gap_percent` of `most`: a third must look.

    >>> settle_two(Decimal(7), Decimal(8), gap_percent=Decimal(20), most=Decimal(10))
    Decimal('7.50')
    >>> settle_two(Decimal(5), Decimal(8), gap_percent=Decimal(20), most=Decimal(10))
    """
    if abs(first - second) * 100 > gap_percent * most:
        return None
    return mean(first, second)


def settle_three(first: Decimal, second: Decimal, third: Decimal) -> Decimal:
    """The mean of the third marker and of the nearer of the two before; as near to both, of the higher one.

    >>> settle_three(Decimal(4), Decimal(9), Decimal(8)), settle_three(Decimal(4), Decimal(8), Decimal(6))
    (Decimal('8.50'), Decimal('7.00'))
    """
    nearer = min((first, second), key=lambda each: (abs(each - third), -each))
    return mean(nearer, third)
