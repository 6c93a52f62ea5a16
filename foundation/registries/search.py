"""What the site-wide search and the window look-up can find."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from foundation.models import User


@dataclass(frozen=True)
class Hit:
    """One finding; `kind` is its short label."""

    kind: str
    title: str
    url: str
    excerpt: str = ""


Source = Callable[[User, str, int], Iterable[Hit]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """`source(user, query, limit)` gives hits that this person may open, best first."""
    _sources[name] = source


def find(user: User, query: str, limit: int = 8) -> dict[str, list[Hit]]:
    """Hits by source name; a blank query finds nothing."""
    query = query.strip()
    return {name: list(source(user, query, limit)) for name, source in _sources.items()} if query else {}
