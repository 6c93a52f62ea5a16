"""What a mark becomes when the key of its question is corrected."""

from decimal import Decimal


def regraded(
    *, mark: Decimal, most: Decimal, old_rule: Decimal, new_rule: Decimal, has_marker_part: bool, floor: Decimal
) -> Decimal:
    """The new points. `old_rule` and `new_rule` are what marking by rule gives under the old and the new key.

    Where a marker judged a part, that part stays and the rule's share moves. `floor` is what judging anew (an upheld
    appeal, a moderation) gave, else 0: no key takes that away.

    >>> ten, nothing = Decimal(10), Decimal(0)
    >>> regraded(mark=nothing, most=ten, old_rule=nothing, new_rule=ten, has_marker_part=False, floor=nothing)
    Decimal('10')
    >>> regraded(mark=Decimal(7), most=ten, old_rule=Decimal(2), new_rule=Decimal(4), has_marker_part=True, floor=nothing)
    Decimal('9')
    >>> regraded(mark=ten, most=ten, old_rule=ten, new_rule=nothing, has_marker_part=False, floor=Decimal(8))
    Decimal('8')
    """
    points = mark - old_rule + new_rule if has_marker_part else new_rule
    return min(max(points, floor, Decimal(0)), most)
