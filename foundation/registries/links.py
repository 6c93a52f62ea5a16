"""Names for things of apps that may not be imported: (kind, key) → title, address, who may open it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from foundation.models import User


@dataclass(frozen=True)
class Link:
    """Where `(kind, key)` leads. `visible_to` answers whether a person may open it; after `ends_at`, where it has one,
    it can only be read."""

    kind: str
    key: str
    title: str
    url: str
    visible_to: Callable[[User], bool] = lambda user: True
    ends_at: datetime | None = None


_resolvers: dict[str, Callable[[str], Link | None]] = {}


def register(kind: str, resolver: Callable[[str], Link | None]) -> None:
    """`resolver(key)` gives the link, or None where nothing has that key."""
    _resolvers[kind] = resolver


def resolve(kind: str, key: str) -> Link | None:
    """The link of `(kind, key)`; None for an unknown kind or key."""
    resolver = _resolvers.get(kind)
    return resolver(key) if resolver else None


def kinds() -> list[str]:
    """The kinds that can be linked to."""
    return sorted(_resolvers)
