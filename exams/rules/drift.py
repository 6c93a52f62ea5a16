"""Whether a question became easier or harder from one sitting to the next. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from exams.rules.intervals import Z

NOTABLE = 10.0  # percent


@dataclass(frozen=True)
class Occasion:
    """One sitting: how many were shown the question, its facility and standard deviation in percent."""

    n: int
    facility: float
    sd: float


@dataclass(frozen=True)
class Drift:
    """`change`: facility of the last occasion less that of all before, in percent. `notable`: at least 10, and more than
    chance would give (two-sample z above 1.96; Agresti & Franklin 2013, ch. 10)."""

    change: float
    z: float | None
    notable: bool


def drift(occasions: Sequence[Occasion], *, fewest: int) -> Drift | None:
    """The drift of the latest occasion against those before it; None where either has fewer than `fewest` candidates.

    >>> drift([Occasion(60, 62, 48), Occasion(60, 85, 36)], fewest=30).notable
    True
    """
    before, last = list(occasions[:-1]), occasions[-1] if occasions else None
    n = sum(each.n for each in before)
    if last is None or n < fewest or last.n < fewest:
        return None
    facility = sum(each.n * each.facility for each in before) / n
    spread = sum((each.n - 1) * each.sd**2 for each in before) / max(n - len(before), 1)
    error = sqrt(spread / n + last.sd**2 / last.n)
    change = last.facility - facility
    z = change / error if error else None
    return Drift(change, z, abs(change) >= NOTABLE and (z is None or abs(z) > Z))
