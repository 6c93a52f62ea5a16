"""What draws from a pool will be like: how hard on average, how unequal, how much alike. Plain Python."""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from statistics import fmean, pstdev

from exams.rules.assembly import Pool, draw

# The share of its points that a question is expected to give, by the author's difficulty (易, 中, 难), until its
# facility has been measured. The middle of the bands 0.75-0.95, 0.60-0.80 and 0.40-0.60.
EXPECTED = {1: 0.85, 2: 0.7, 3: 0.5}
DRAWS = 60


@dataclass(frozen=True)
class Prediction:
    """In percent of the full marks: the mean of a drawn paper, its standard deviation over draws, the easiest and the
    hardest draw; and `overlap`, the share of questions that two draws have in common on average."""

    mean: float
    spread: float
    lowest: float
    highest: float
    overlap: float
    draws: int


def predict(
    pool: Pool, points: Mapping[Hashable, float], expected: Mapping[int, float], *, draws: int = DRAWS
) -> Prediction | None:
    """Over `draws` papers with the seeds 0, 1, …; None if the pool cannot fill a paper.

    The overlap is the mean over all pairs of those papers, from how often each question was drawn.
    """
    papers = []
    for seed in range(draws):
        paper = draw(pool, seed=seed)
        if not paper.complete or not paper.ids():
            return None
        papers.append(paper)
    most = sum(points[key] * count for key, count in pool.counts.items())
    means = [
        100 * sum(points[key] * expected[each] for key, ids in paper.chosen.items() for each in ids) / most
        for paper in papers
    ]
    times = Counter(each for paper in papers for each in paper.ids())
    pairs = sum(count * (count - 1) for count in times.values()) / (draws * (draws - 1))
    overlap = 100 * pairs / sum(pool.counts.values())
    return Prediction(fmean(means), pstdev(means), min(means), max(means), overlap, draws)
