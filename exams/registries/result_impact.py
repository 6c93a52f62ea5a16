"""What hangs on released results: apps above say what would move along before a key is changed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal


@dataclass(frozen=True)
class MovedResult:
    """A released result as it would move: percent and pass before and after."""

    result_id: int
    person_id: int
    sitting_id: int
    old_percent: Decimal
    new_percent: Decimal
    old_passed: bool
    new_passed: bool


@dataclass(frozen=True)
class Impact:
    """One line of the blast radius: what (`kind`), which (`title`), how many, and what will happen to them."""

    kind: str
    title: str
    count: int
    consequence: str

    def as_json(self) -> dict:
        return asdict(self)


Source = Callable[[Sequence[MovedResult]], Iterable[Impact]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """`source(moved)` gives what would change if these results moved; nothing is changed by asking."""
    _sources[name] = source


def impacts_of(moved: Sequence[MovedResult]) -> list[Impact]:
    """Everything that the apps above know to hang on these results."""
    return [found for source in _sources.values() for found in source(moved)] if moved else []
