"""How far a figure may be off: 95 % intervals. Plain Python."""

from math import atanh, exp, log, sqrt, tanh

Z = 1.959964  # 95 %
Interval = tuple[float, float]


def share_interval(share: float, n: int, z: float = Z) -> Interval:
    """Wilson's score interval of a share (0-1) of n (Wilson 1927; Brown, Cai & DasGupta 2001 recommend it for small n).

    centre = (p + z²/2n) / (1 + z²/n), half width = z·√(p(1-p)/n + z²/4n²) / (1 + z²/n).

    >>> [round(each, 3) for each in share_interval(0.5, 40)]
    [0.352, 0.648]
    """
    shrink = 1 + z * z / n
    centre = (share + z * z / (2 * n)) / shrink
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / shrink
    return max(0.0, centre - half), min(1.0, centre + half)


def mean_interval(mean: float, sd: float, n: int, z: float = Z) -> Interval:
    """mean ± z·sd/√n: for marks in parts, which are no shares of right and wrong."""
    half = z * sd / sqrt(n)
    return mean - half, mean + half


def correlation_interval(r: float, n: int, z: float = Z) -> Interval | None:
    """Fisher's z: tanh(artanh r ± z/√(n-3)) (Fisher 1921); None below 4 pairs.

    >>> [round(each, 3) for each in correlation_interval(0.3, 60)]
    [0.05, 0.515]
    """
    if n < 4:
        return None
    if abs(r) == 1:
        return r, r
    half = z / sqrt(n - 3)
    return tanh(atanh(r) - half), tanh(atanh(r) + half)


def alpha_interval(alpha: float, questions: float, n: int, z: float = Z) -> Interval | None:
    """1 - exp(ln(1-α) ± z·√(2k/((k-1)(n-2)))) (Bonett 2002); `alpha` 0-1, k questions, n candidates; None below 3.

    >>> [round(each, 3) for each in alpha_interval(0.8, 40, 60)]
    [0.711, 0.862]
    """
    if n < 3 or questions <= 1 or alpha >= 1:
        return None
    half = z * sqrt(2 * questions / ((questions - 1) * (n - 2)))
    return 1 - exp(log(1 - alpha) + half), 1 - exp(log(1 - alpha) - half)
