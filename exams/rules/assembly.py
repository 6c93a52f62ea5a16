"""Draw a paper from cells and questions. Plain Python.

A question fills at most one place, and of an exclusion group at most one question enters a paper. So a group (or a
question without one) is one *unit*, and a paper is a matching of the cells' places against units: whether there is one
is decided exactly, by augmenting paths (Kuhn 1955; the set of cells that a failed search has seen is Hall's witness
that they ask for more than there is). Which of the matchings is taken is a matter of the seed alone.

Everything outside sees `assemble` (or its two halves, `pool_of` and `draw`): another way to choose, such as parallel
papers by integer programming, takes the same arguments and gives the same answer.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random


@dataclass(frozen=True)
class Cell:
    """`count` questions with the named facets; an empty facet leaves the choice open. `key` names the cell."""

    key: Hashable
    count: int
    topic: int | None = None
    item: int | None = None
    rule: int | None = None
    level: str = ""
    difficulty: int | None = None
    kind: str = ""


@dataclass(frozen=True)
class Candidate:
    """A question version that may be drawn. `topics` holds its topic and that topic's area; `group` is its exclusion
    group ("" for none)."""

    id: int
    topics: frozenset[int] = frozenset()
    items: frozenset[int] = frozenset()
    rules: frozenset[int] = frozenset()
    level: str = ""
    difficulty: int = 0
    kind: str = ""
    group: str = ""


def suits(cell: Cell, candidate: Candidate) -> bool:
    """Whether the candidate has every facet that the cell names.

    >>> suits(Cell("a", 1, topic=7), Candidate(1, topics=frozenset({7, 2})))
    True
    >>> suits(Cell("a", 1, difficulty=3), Candidate(1, difficulty=2))
    False
    """
    return (
        (cell.topic is None or cell.topic in candidate.topics)
        and (cell.item is None or cell.item in candidate.items)
        and (cell.rule is None or cell.rule in candidate.rules)
        and cell.level in ("", candidate.level)
        and cell.difficulty in (None, candidate.difficulty)
        and cell.kind in ("", candidate.kind)
    )


@dataclass(frozen=True)
class Pool:
    """What may be drawn: how many each cell wants, and which units suit it ({unit: its questions that suit})."""

    counts: dict[Hashable, int]
    units: dict[Hashable, dict[str, tuple[int, ...]]]

    def ids(self) -> set[int]:
        """Every question that some draw may take."""
        return {each for units in self.units.values() for members in units.values() for each in members}


@dataclass(frozen=True)
class Shortage:
    """A cell that cannot be filled: `missing` places stay empty. `with_cells` compete with it for the same questions:
    together they want `needed` and there are `available` that may stand in one paper."""

    cell: Hashable
    missing: int
    with_cells: tuple[Hashable, ...]
    needed: int
    available: int


@dataclass(frozen=True)
class Draw:
    """Cell → the chosen question ids, in order. Complete unless something is short."""

    chosen: dict[Hashable, tuple[int, ...]]
    short: tuple[Shortage, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.short

    def ids(self) -> list[int]:
        """All chosen questions, cell after cell."""
        return [each for ids in self.chosen.values() for each in ids]


def pool_of(cells: Sequence[Cell], candidates: Iterable[Candidate]) -> Pool:
    """The pool that the candidates make for the cells."""
    rows = sorted(candidates, key=lambda row: row.id)
    choices = {cell.key: [row.id for row in rows if suits(cell, row)] for cell in cells}
    return pool_from({cell.key: cell.count for cell in cells}, choices, {row.id: row.group for row in rows})


def pool_from(
    counts: Mapping[Hashable, int], choices: Mapping[Hashable, Iterable[int]], groups: Mapping[int, str]
) -> Pool:
    """The pool where what suits each cell is known already (a frozen one)."""
    units: dict[Hashable, dict[str, tuple[int, ...]]] = {}
    for key in counts:
        found: dict[str, list[int]] = {}
        for each in choices[key]:
            found.setdefault(groups.get(each) or f"#{each}", []).append(each)
        units[key] = {name: tuple(members) for name, members in found.items()}
    return Pool(dict(counts), units)


def assemble(cells: Sequence[Cell], candidates: Iterable[Candidate], *, seed: int) -> Draw:
    """One paper. The same arguments give the same paper; incomplete only if no paper can be complete.

    >>> assemble([Cell("a", 2)], [Candidate(1, group="g"), Candidate(2, group="g")], seed=1).short[0].missing
    1
    """
    return draw(pool_of(cells, candidates), seed=seed)


def draw(pool: Pool, *, seed: int) -> Draw:
    """One paper from the pool. Where cells do not compete, every unit of a cell is equally likely, and so is every
    question of a unit."""
    rng = Random(seed)
    matching = _Matching(pool, rng)
    order = list(pool.counts)
    rng.shuffle(order)
    short = {key: shortage for key in order if (shortage := matching.fill(key))}
    chosen = {
        key: tuple(rng.choice(pool.units[key][unit]) for unit in matching.held[key]) for key in pool.counts
    }  # fmt: skip
    return Draw(chosen, tuple(short[key] for key in pool.counts if key in short))


@dataclass
class _Matching:
    """Units to cells, grown one place at a time."""

    pool: Pool
    rng: Random
    held: dict[Hashable, list[str]] = field(default_factory=dict)
    holder: dict[str, Hashable] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.liked = {key: list(units) for key, units in self.pool.units.items()}
        for units in self.liked.values():
            self.rng.shuffle(units)
        self.held = {key: [] for key in self.pool.counts}

    def fill(self, key: Hashable) -> Shortage | None:
        """Give the cell its places; what is missing if that cannot be."""
        wanted = self.pool.counts[key]
        for given in range(wanted):
            seen = {key}
            if not self._grow(key, seen):
                return self._shortage(key, wanted - given, seen)
        return None

    def _grow(self, key: Hashable, seen: set[Hashable]) -> bool:
        """One more unit for the cell: a free one, or one that its holder can replace."""
        for unit in self.liked[key]:
            if unit not in self.holder:
                self._give(unit, key)
                return True
        for unit in self.liked[key]:
            other = self.holder[unit]
            if other in seen:
                continue
            seen.add(other)
            if self._grow(other, seen):
                self.held[other].remove(unit)
                self._give(unit, key)
                return True
        return False

    def _give(self, unit: str, key: Hashable) -> None:
        self.holder[unit] = key
        self.held[key].append(unit)

    def _shortage(self, key: Hashable, missing: int, seen: set[Hashable]) -> Shortage:
        rivals = tuple(each for each in self.pool.counts if each in seen and each != key)
        everything = {unit for each in seen for unit in self.pool.units[each]}
        return Shortage(key, missing, rivals, sum(self.pool.counts[each] for each in seen), len(everything))
