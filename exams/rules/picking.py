"""Pick questions at random, at most one of each exclusion group. Plain Python."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Pickable:
    """A question that may be picked; `group` is its exclusion group ("" for none)."""

    id: int
    group: str = ""


def pick(stock: Iterable[Pickable], *, count: int, seed: int) -> list[int]:
    """Ids of at most `count` questions, drawn by `seed`; fewer only if the groups allow no more.

    Every group (and every question without one) is equally likely to be drawn, and so is each question of a group.

    >>> sorted(pick([Pickable(1, "a"), Pickable(2, "a"), Pickable(3)], count=3, seed=7))[-1]
    3
    >>> len(pick([Pickable(1, "a"), Pickable(2, "a"), Pickable(3)], count=3, seed=7))
    2
    """
    rng = Random(seed)
    groups: dict[str, list[int]] = defaultdict(list)
    for row in sorted(stock, key=lambda row: row.id):
        groups[row.group or f"#{row.id}"].append(row.id)
    names = sorted(groups)
    rng.shuffle(names)
    return [rng.choice(groups[name]) for name in names[:count]]
