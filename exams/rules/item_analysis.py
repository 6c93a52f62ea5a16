"""Item analysis by classical test theory: what each question and the whole paper did. Plain Python.

The definitions are those of Moodle's quiz statistics (Moodle Developer Resources, "Quiz statistics calculations"), in
percent, with variances over n - 1, and extended to papers drawn per candidate: a blank is a question that was not
presented, and every sum is taken over what a candidate was shown, as a share of what could be gained there. Where all
were shown all, the two agree exactly. Worked example: docs/algorithms/item-analysis.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum, sqrt

from exams.rules import intervals
from exams.rules.moments import correlation, covariance, deviation, deviations, kurtosis, mean, median, skewness

ROUNDING = 1e-12  # a covariance this small beside what it could be is none


@dataclass(frozen=True)
class ItemStatistics:
    """One question. Percent where nothing else is said; None where it cannot be computed.

    n: candidates who were shown it. facility: mean mark. sd: standard deviation of the marks. discrimination_index:
    correlation of its marks with the rest of the paper; item_rest: the same, -1 to 1. discriminative_efficiency: that
    covariance beside the largest possible. intended_weight, effective_weight: its share of the paper, as set and as
    it turned out (None where it counts against the rest). Intervals are 95 %.
    """

    n: int
    facility: float | None
    facility_interval: intervals.Interval | None
    sd: float | None
    discrimination_index: float | None
    discrimination_interval: intervals.Interval | None
    item_rest: float | None
    discriminative_efficiency: float | None
    intended_weight: float | None
    effective_weight: float | None


@dataclass(frozen=True)
class PaperStatistics:
    """The paper: mean, median, sd, alpha, error ratio and standard error in percent; skewness and kurtosis plain."""

    n: int
    questions: float  # shown to a candidate, on average
    mean: float | None
    median: float | None
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    alpha_interval: intervals.Interval | None
    error_ratio: float | None
    standard_error: float | None


@dataclass(frozen=True)
class Analysis:
    """`questions` in the order of the columns."""

    questions: tuple[ItemStatistics, ...]
    paper: PaperStatistics


Marks = Sequence[Sequence[float | None]]


@dataclass(frozen=True)
class _Sums:
    """Per candidate: marks gained and marks to be gained, over what was shown."""

    gained: list[float]
    most: list[float]


def analyse(marks: Marks, maxima: Sequence[float]) -> Analysis:
    """Analyse `marks` (one row per candidate, one column per question, None: not presented); `maxima` are above 0.

    Rows in which nothing was presented count nowhere.
    """
    rows = [row for row in marks if any(mark is not None for mark in row)]
    sums = _Sums(
        [fsum(mark for mark in row if mark is not None) for row in rows],
        [fsum(most for mark, most in zip(row, maxima, strict=True) if mark is not None) for row in rows],
    )
    columns = [_Column(rows, place, maxima[place], sums) for place in range(len(maxima))]
    roots = [sqrt(column.with_total) if (column.with_total or 0) > 0 else 0.0 for column in columns]
    whole = fsum(roots)
    items = tuple(column.statistics(root, whole) for column, root in zip(columns, roots, strict=True))
    return Analysis(items, paper_statistics(rows, sums.gained, sums.most))


def analyse_question(marks: Sequence[float], most: float, rests: Sequence[float | None]) -> ItemStatistics:
    """One question by itself: its marks, its maximum, and what each candidate gained in the rest of the paper, in percent.

    The weights need the whole paper and are None.
    """
    rows = [[mark, rest] for mark, rest in zip(marks, rests, strict=True)]
    return replace(analyse(rows, [most, 100]).questions[0], intended_weight=None, effective_weight=None)


class _Column:
    """One question's marks beside the rest and the total of those who were shown it, both as shares of the possible."""

    def __init__(self, rows: Marks, place: int, most: float, sums: _Sums) -> None:
        shown = [number for number, row in enumerate(rows) if row[place] is not None]
        self.most = most
        self.marks = [rows[number][place] for number in shown]
        self.paper_most = [sums.most[number] for number in shown]
        self.totals = [sums.gained[number] / sums.most[number] for number in shown]
        beside = [number for number in shown if sums.most[number] - most > ROUNDING * most]
        self.beside = [rows[number][place] for number in beside]
        self.rests = [(sums.gained[number] - rows[number][place]) / (sums.most[number] - most) for number in beside]
        self.with_total = self._covariance_with_total()

    def _covariance_with_total(self) -> float | None:
        """None for fewer than two candidates; exactly 0 where only rounding is left."""
        found = covariance(self.marks, self.totals)
        if found is None or abs(found) <= ROUNDING * (deviation(self.marks) or 0) * (deviation(self.totals) or 0):
            return None if found is None else 0.0
        return found

    def statistics(self, root: float, whole: float) -> ItemStatistics:
        n, average, sd = len(self.marks), mean(self.marks), deviation(self.marks)
        item_rest = correlation(self.beside, self.rests)
        between = None if item_rest is None else intervals.correlation_interval(item_rest, len(self.beside))
        weighed = whole > 0 and self.with_total is not None and self.with_total >= 0
        return ItemStatistics(
            n=n,
            facility=None if average is None else 100 * average / self.most,
            facility_interval=facility_interval(self.marks, self.most),
            sd=None if sd is None else 100 * sd / self.most,
            discrimination_index=None if item_rest is None else 100 * item_rest,
            discrimination_interval=None if between is None else (100 * between[0], 100 * between[1]),
            item_rest=item_rest,
            discriminative_efficiency=discriminative_efficiency(self.beside, self.rests),
            intended_weight=mean([100 * self.most / each for each in self.paper_most]),
            effective_weight=100 * root / whole if weighed else None,
        )


def facility_interval(marks: Sequence[float], most: float) -> intervals.Interval | None:
    """95 % interval of the facility, in percent: Wilson's where marks are all or nothing, else mean ± z·sd/√n."""
    if not marks:
        return None
    share = fsum(marks) / len(marks) / most
    if all(mark in (0, most) for mark in marks):
        low, high = intervals.share_interval(min(share, 1.0), len(marks))
    elif len(marks) > 1:
        low, high = intervals.mean_interval(share, deviation(marks) / most, len(marks))
    else:
        return None
    return 100 * max(low, 0.0), 100 * min(high, 1.0)


def discriminative_efficiency(marks: Sequence[float], rests: Sequence[float]) -> float | None:
    """100 · covariance of marks and rests / the largest covariance that these marks and rests could have.

    The largest is that of both sorted: the best mark with the best rest, and so on. None where it is 0.
    """
    most = covariance(sorted(marks), sorted(rests))
    found = covariance(marks, rests)
    if not most or found is None:
        return None
    return 100 * found / most


def paper_statistics(rows: Marks, gained: Sequence[float], most: Sequence[float]) -> PaperStatistics:
    """The statistics of the totals, each as a percentage of what this candidate's paper had to give."""
    percents = [100 * one / other for one, other in zip(gained, most, strict=True)]
    shown = mean([sum(mark is not None for mark in row) for row in rows]) or 0
    sd, alpha = deviation(percents), cronbach_alpha(rows, gained)
    between = None if alpha is None else intervals.alpha_interval(alpha, shown, len(rows))
    ratio = None if alpha is None else 100 * sqrt(max(1 - alpha, 0.0))
    return PaperStatistics(
        n=len(rows), questions=shown, mean=mean(percents), median=median(percents), sd=sd,
        skewness=skewness(percents), kurtosis=kurtosis(percents),
        alpha=None if alpha is None else 100 * alpha,
        alpha_interval=None if between is None else (100 * between[0], 100 * between[1]),
        error_ratio=ratio, standard_error=None if ratio is None else ratio * sd / 100,
    )  # fmt: skip


def cronbach_alpha(rows: Marks, gained: Sequence[float]) -> float | None:
    """Cronbach's alpha, at most 1 (Cronbach 1951); None for one question, one candidate or totals that do not vary.

    All shown to all: k/(k-1) · (1 - Σ variances of the questions / variance of the totals).
    Drawn papers: the same, written with means over the pairs of questions that were shown together,
    α = k·c / (v + (k-1)·c), where k is the number of questions a candidate was shown, v the mean variance of a question
    and c the mean covariance of two: papers that differ in difficulty do not pass for able candidates.
    """
    if any(mark is None for row in rows for mark in row):
        return _alpha_of_drawn_papers(rows)
    questions, spread = len(rows[0]) if rows else 0, deviation(gained)
    if questions < 2 or not spread:
        return None
    inner = fsum(covariance(column, column) for column in zip(*rows, strict=True))
    return questions / (questions - 1) * (1 - inner / spread**2)


def _alpha_of_drawn_papers(rows: Marks) -> float | None:
    away: list[dict[int, float]] = [{} for _ in rows]
    squares, freedom, shown = 0.0, 0, 0
    for place in range(len(rows[0])):
        seen = [number for number, row in enumerate(rows) if row[place] is not None]
        if not seen:
            continue
        centred = deviations([rows[number][place] for number in seen])
        squares, freedom, shown = squares + fsum(d * d for d in centred), freedom + len(seen) - 1, shown + len(seen)
        for number, each in zip(seen, centred, strict=True):
            away[number][place] = each
    products, pairs = _products(away)
    k = shown / len(rows)
    if k <= 1 or not freedom or pairs <= 0 or not squares:
        return None
    within, between = squares / freedom, products / pairs
    whole = within + (k - 1) * between
    alpha = k * between / whole if whole > ROUNDING * within else None
    return alpha if alpha is not None and alpha <= 1 else None


def _products(away: list[dict[int, float]]) -> tuple[float, int]:
    """Sum of the products of all pairs shown together, and their number less one per pair of questions."""
    together: set[tuple[int, int]] = set()
    products, count = [], 0
    for row in away:
        whole = fsum(row.values())
        products.append((whole * whole - fsum(each * each for each in row.values())) / 2)
        count += len(row) * (len(row) - 1) // 2
        together.update((one, other) for one in row for other in row if one < other)
    return fsum(products), count - len(together)
