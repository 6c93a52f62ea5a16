"""Marking pairs."""

from collections.abc import Mapping
from fractions import Fraction


def mark(pairs: Mapping[str, str], given: Mapping[str, str] | None) -> tuple[Fraction, dict[str, bool]]:
    """The share of left sides that have their right partner, and which (each pair counts alike, as in Moodle's match).

    >>> mark({"满1年": "12个月", "满5年": "18个月"}, {"满1年": "12个月", "满5年": "24个月"})
    (Fraction(1, 2), {'满1年': True, '满5年': False})
    >>> mark({"a": "1"}, None)
    (Fraction(0, 1), {'a': False})
    """
    right = {left: bool(given) and given.get(left) == partner for left, partner in pairs.items()}
    return Fraction(sum(right.values()), len(right) or 1), right
