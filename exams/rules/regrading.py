"""What a mark becomes when the key of its question is corrected."""

from decimal import Decimal


def regraded(
    *, mark: Decimal, most: Decimal, old_rule: Decimal, new_rule: Decimal, has_marker_part: bool, judged_anew: bool
) -> Decimal:
    """The new points. `old_rule` and `new_rule` are what marking by rule gives under the old and the new key.

    Where a marker judged a part, that part stays and the rule's share moves; a mark that was judged anew (an upheld
    appeal, a moderation) is never lowered by a key.

    >>> ten = Decimal(10)
    >>> regraded(mark=Decimal(0), most=ten, old_rule=Decimal(0), new_rule=ten, has_marker_part=False, judged_anew=False)
    Decimal('10')
    >>> regraded(mark=Decimal(7), most=ten, old_rule=Decimal(2), new_rule=Decimal(4), has_marker_part=True, judged_anew=False)
    Decimal('9')
    >>> regraded(mark=ten, most=ten, old_rule=Decimal(0), new_rule=Decimal(0), has_marker_part=False, judged_anew=True)
    Decimal('10')
    """
    points = mark - old_rule + new_rule if has_marker_part else new_rule
    points = min(max(points, Decimal(0)), most)
    return max(points, mark) if judged_anew else points
