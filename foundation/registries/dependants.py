"""What hangs on a service item, so that the author of a change sees what will be stale before publishing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from foundation.models import User


@dataclass(frozen=True)
class Dependant:
    """Something that depends on a service item. `owners` are the people to tell."""

    kind: str
    title: str
    url: str
    owners: tuple[User, ...] = ()


Source = Callable[[list[str]], Iterable[Dependant]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """`source(codes)` gives what depends on the service items with those codes."""
    _sources[name] = source


def dependants_of(codes: list[str]) -> list[Dependant]:
    """Everything that depends on any of the service items, grouped by registered source."""
    return [found for source in _sources.values() for found in source(codes)]
