"""What waits for a person: the slips of 我的任务."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from foundation.models import User


@dataclass(frozen=True)
class Task:
    """One thing to do. `kind` is its short label, `action` the verb on the button, `due` an instant or None."""

    kind: str
    title: str
    url: str
    action: str
    detail: str = ""
    due: datetime | None = None
    starts: datetime | None = None


Source = Callable[[User, datetime], Iterable[Task]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """`source(user, at)` gives the tasks of that person, in a constant number of queries."""
    _sources[name] = source


def tasks_of(user: User, at: datetime) -> list[Task]:
    """Everything that waits for the person, the earliest due first, undated last."""
    found = [task for source in _sources.values() for task in source(user, at)]
    return sorted(found, key=lambda task: (task.due is None, task.due or at, task.title))
