"""The random guess score of a question: what blind answering gains on average."""

from collections.abc import Iterator
from itertools import chain, combinations, permutations
from statistics import fmean
from typing import Any

from question_bank.question_types import get

MOST_OPTIONS, MOST_ENTRIES = 12, 7  # beyond these there are too many answers to go through, and guessing gains nothing


def random_guess(kind: str, content: dict, key: dict) -> float | None:
    """The mean share of the points, in percent, over all answers that a guesser might give, each as likely.

    Single choice: one option; multiple choice: any set but the empty one; true or false; ordering: any order;
    matching: any partner for each. Written answers: 0. None for kinds of several parts. 100 under a key that gives
    full marks to everyone.
    """
    if key.get("everyone"):
        return 100.0
    if kind == "matching":
        return 100 / len(content["rights"])
    if kind in ("fill_in", "short_answer", "essay"):
        return 0.0
    answers = list(_answers(kind, content))
    if not answers:
        return None
    return 100 * fmean(float(get(kind).mark(content, key, value).fraction) for value in answers)


def _answers(kind: str, content: dict) -> Iterator[Any]:
    ids = [row["id"] for row in content.get("options") or content.get("entries") or []]
    if kind == "true_false":
        yield from (True, False)
    elif kind == "single_choice":
        yield from ids
    elif kind == "multiple_choice" and len(ids) <= MOST_OPTIONS:
        yield from map(list, chain.from_iterable(combinations(ids, size) for size in range(1, len(ids) + 1)))
    elif kind == "ordering" and len(ids) <= MOST_ENTRIES:
        yield from map(list, permutations(ids))
