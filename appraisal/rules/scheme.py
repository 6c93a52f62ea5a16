"""The default scheme of indicators and how a share becomes points.

Weights: the proposal of the domain report §4.2 (100 points and at most 5 in addition). Every number is editable per period.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class IndicatorPreset:
    """One line of a scheme; `full` is its full points."""

    key: str
    part: str
    name: str
    source: str
    full: Decimal
    is_bonus: bool = False


DEFAULT_SCHEME = (
    IndicatorPreset("attendance", "出勤纪律", "出勤与在岗", "attendance", Decimal(25)),
    IndicatorPreset("volume", "业务量与时效", "办件量与按时办结", "volume", Decimal(25)),
    IndicatorPreset("rating", "服务质量", "好差评", "rating", Decimal(25)),
    IndicatorPreset("exam", "业务能力", "月度考试", "exam", Decimal(6)),
    IndicatorPreset("drill", "业务能力", "模拟训练", "drill", Decimal(6)),
    IndicatorPreset("credential", "业务能力", "有效授权事项", "credential", Decimal(3)),
    IndicatorPreset("patrol", "规范与检查", "巡查", "patrol", Decimal(10)),
    IndicatorPreset("deeds", "附加", "好人好事", "deeds", Decimal(5), is_bonus=True),
)


def points_for_share(share: Decimal, full: Decimal) -> Decimal:
    """`full` × `share` (0-1, clamped), rounded half up to 0.01.

    >>> points_for_share(Decimal("0.855"), Decimal(6))
    Decimal('5.13')
    >>> points_for_share(Decimal("1.2"), Decimal(6))
    Decimal('6.00')
    """
    clamped = min(max(share, Decimal(0)), Decimal(1))
    return (clamped * full).quantize(CENT, ROUND_HALF_UP)


def points_of(share: Decimal, change: Decimal, full: Decimal) -> Decimal:
    """`full` × `share`, then plus `change` (points gained or lost), never below 0 or above `full`.

    >>> points_of(Decimal(1), Decimal(-3), Decimal(25)), points_of(Decimal(0), Decimal(7), Decimal(5))
    (Decimal('22.00'), Decimal('5.00'))
    """
    points = points_for_share(share, full) + change
    return min(max(points, Decimal(0)), full).quantize(CENT, ROUND_HALF_UP)


def weight_beyond_100(rows: list[tuple[Decimal, bool]]) -> Decimal:
    """What the full points, bonuses left out, come to beyond 100 (below 0: what is lacking): rows of (full, is_bonus).

    >>> weight_beyond_100([(Decimal(60), False), (Decimal(30), False), (Decimal(5), True)])
    Decimal('-10')
    """
    return sum((full for full, is_bonus in rows if not is_bonus), Decimal(0)) - 100


def total_percent(lines: list[tuple[Decimal, Decimal, bool]]) -> Decimal | None:
    """What a person has, in percent of what counted for them: lines of (points, full, is_bonus).

    An indicator without figures this month has no line and does not count; a bonus adds points and no full marks.
    None if nothing counted.

    >>> total_percent([(Decimal(20), Decimal(25), False), (Decimal(3), Decimal(6), False), (Decimal(1), Decimal(5), True)])
    Decimal('77.42')
    """
    full = sum((full for _, full, is_bonus in lines if not is_bonus), Decimal(0))
    if not full:
        return None
    points = sum((points for points, _, _ in lines), Decimal(0))
    return (100 * points / full).quantize(CENT, ROUND_HALF_UP)
