"""Sums of squares and products: mean, variance, covariance, correlation, skewness, kurtosis. Plain Python.

Sums are `math.fsum`, variances are over n - 1, and what has no value (one observation, no spread) is None, never NaN.
"""

from collections.abc import Sequence
from math import fsum, sqrt

NO_SPREAD = 1e-18  # a variance this small beside the square of the largest value is rounding, not spread


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean; None of nothing."""
    return fsum(values) / len(values) if values else None


def median(values: Sequence[float]) -> float | None:
    """The middle value, or the mean of the two middle ones; None of nothing.

    >>> median([40, 90, 70]), median([40, 90, 70, 80])
    (70, 75.0)
    """
    ordered, half = sorted(values), len(values) // 2
    if not ordered:
        return None
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def deviations(values: Sequence[float]) -> list[float]:
    """How far each value lies from their mean; all 0 where the differences are rounding."""
    centre = fsum(values) / len(values)
    away = [value - centre for value in values]
    largest = max(map(abs, values))
    if fsum(each * each for each in away) <= NO_SPREAD * largest * largest * len(values):
        return [0.0] * len(values)
    return away


def covariance(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Sum of the products of deviations over n - 1; None for fewer than two pairs.

    >>> covariance([1, 2, 3], [2, 4, 6])
    2.0
    """
    if len(one) < 2:
        return None
    first = deviations(one)
    second = first if other is one else deviations(other)
    return fsum(a * b for a, b in zip(first, second, strict=True)) / (len(one) - 1)


def variance(values: Sequence[float]) -> float | None:
    """Sum of squared deviations over n - 1; None for fewer than two values."""
    return covariance(values, values)


def deviation(values: Sequence[float]) -> float | None:
    """The standard deviation, over n - 1."""
    spread = variance(values)
    return None if spread is None else sqrt(spread)


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Pearson's product-moment correlation, -1 to 1; None where either does not vary.

    >>> round(correlation([1, 2, 3], [3, 2, 1]), 9)
    -1.0
    >>> correlation([1, 1, 1], [3, 2, 1]) is None
    True
    """
    if len(one) < 2:
        return None
    first, second = deviations(one), deviations(other)
    spread = sqrt(fsum(a * a for a in first)) * sqrt(fsum(b * b for b in second))
    if not spread:
        return None
    return max(-1.0, min(1.0, fsum(a * b for a, b in zip(first, second, strict=True)) / spread))


def skewness(values: Sequence[float]) -> float | None:
    """k3 / k2^(3/2) with the unbiased k-statistics (Fisher 1930; Kenney & Keeping 1951, part 2, §7.9); None below 3 values.

    k2 = n·m2/(n-1), k3 = n²·m3/((n-1)(n-2)), where mr is the mean of the r-th powers of the deviations.
    """
    n = len(values)
    k2 = variance(values)
    if n < 3 or not k2:
        return None
    m3 = fsum(each**3 for each in deviations(values)) / n
    return n * n * m3 / ((n - 1) * (n - 2)) / k2**1.5


def kurtosis(values: Sequence[float]) -> float | None:
    """k4 / k2² with the unbiased k-statistics: 0 for a normal distribution, above 0 with heavier tails; None below 4.

    k4 = n²·((n+1)·m4 - 3(n-1)·m2²) / ((n-1)(n-2)(n-3)).
    """
    n = len(values)
    k2 = variance(values)
    if n < 4 or not k2:
        return None
    away = deviations(values)
    m2, m4 = (fsum(each**power for each in away) / n for power in (2, 4))
    return n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3)) / (k2 * k2)
