"""How an imported figure becomes points: plain arithmetic, so that a person can check their own line.

Sources: the schemes read for the domain report §4.1 (A: late or early by up to ten minutes −1, more −2, half a day missing
without leave −5; C: a citizen dissatisfied −2) and the proposal of §4.2 (volume weighed by difficulty, only upheld bad
ratings count, patrol points as the inspector wrote them, at most five points for good deeds).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

SHORT_MINUTES = 10
MINUTES_SHORT, MINUTES_LONG = Decimal(1), Decimal(2)
HALF_DAY_MISSING = Decimal(5)
LEAVE = ("事假", "病假", "公休")
RATING_LOSS = {"不满意": Decimal(2), "非常不满意": Decimal(4)}
DEED_GAIN = Decimal(1)
IMMEDIATE, PROMISED, ADVICE = Decimal(1), Decimal(3), Decimal("0.2")  # what one case of each weighs
AMOUNT_SHARE, TIMELY_SHARE = Decimal("0.6"), Decimal("0.4")


def attendance_loss(kind: str, amount: Decimal, has_voucher: bool) -> Decimal:
    """Points lost by one line of the attendance sheet; `amount` in the sheet's unit (minutes, days, hours).

    Leave with a slip costs nothing, whatever its reason. An outing is a matter of record.

    >>> attendance_loss("迟到", Decimal(8), True), attendance_loss("早退", Decimal(25), True)
    (Decimal('1'), Decimal('2'))
    >>> attendance_loss("病假", Decimal(2), True), attendance_loss("事假", Decimal(1), False)
    (Decimal('0'), Decimal('10'))
    """
    if kind in ("迟到", "早退"):
        return MINUTES_SHORT if amount <= SHORT_MINUTES else MINUTES_LONG
    if kind in LEAVE and not has_voucher:
        return HALF_DAY_MISSING * 2 * amount
    return Decimal(0)


@dataclass(frozen=True)
class Volume:
    """A person's month in cases."""

    accepted: int
    immediate: int
    promised: int
    overdue: int
    advice: int = 0

    @property
    def weighed(self) -> Decimal:
        """Cases by difficulty: a promised case weighs three immediate ones, an enquiry a fifth of one.

        >>> Volume(accepted=30, immediate=20, promised=10, overdue=0, advice=5).weighed
        Decimal('51.0')
        """
        return IMMEDIATE * self.immediate + PROMISED * self.promised + ADVICE * self.advice

    @property
    def timely(self) -> Decimal:
        """The share of promised cases that are not overdue; 1 without promised cases.

        >>> Volume(accepted=10, immediate=0, promised=10, overdue=1).timely
        Decimal('0.9')
        """
        return 1 - Decimal(self.overdue) / self.promised if self.promised else Decimal(1)


def typical(volumes: Iterable[Volume]) -> Decimal:
    """The median of the weighed cases, against which each is held; 0 if there are none."""
    weighed = [volume.weighed for volume in volumes]
    return Decimal(median(weighed)) if weighed else Decimal(0)


def volume_share(volume: Volume, middle: Decimal) -> Decimal:
    """0.6 for the amount (full from the median upwards, in proportion below it) and 0.4 for keeping promises.

    >>> volume_share(Volume(accepted=30, immediate=30, promised=0, overdue=0), Decimal(60))
    Decimal('0.70')
    >>> volume_share(Volume(accepted=90, immediate=60, promised=30, overdue=3), Decimal(60))
    Decimal('0.96')
    """
    amount = min(volume.weighed / middle, Decimal(1)) if middle else Decimal(1)
    return AMOUNT_SHARE * amount + TIMELY_SHARE * volume.timely


def rating_loss(upheld: Iterable[str]) -> Decimal:
    """Points lost by the upheld bad ratings; a rating that was not upheld costs nothing.

    >>> rating_loss(["不满意", "非常不满意"])
    Decimal('6')
    """
    return sum((RATING_LOSS[level] for level in upheld), Decimal(0))
