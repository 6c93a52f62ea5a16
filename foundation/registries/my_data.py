"""What is held about a person, for 我的数据 and its export."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from foundation.models import User


@dataclass(frozen=True)
class DataSection:
    """One table of what is held: its title, column names and rows of text, and why it is held."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    purpose: str = ""


Source = Callable[[User], Iterable[DataSection]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """`source(user)` gives the sections that an app holds about the person."""
    _sources[name] = source


def held_about(user: User) -> list[DataSection]:
    """Everything that the site holds about the person."""
    return [section for source in _sources.values() for section in source(user)]
