"""When a person who does nothing is signed out, and what holds that off."""

from collections.abc import Callable
from datetime import datetime

from foundation.models import User

_holds: dict[str, Callable[[User, datetime], bool]] = {}


def hold_off(name: str, holds: Callable[[User, datetime], bool]) -> None:
    """Register `holds(user, since)`: while it is true the person is not signed out for doing nothing. An exam holds while
    it runs, and a sign of life that it had after the instant `since` counts as one, for pages see nothing of its saves."""
    _holds[name] = holds


def is_held_off(user: User, since: datetime) -> bool:
    """Whether anything keeps this person signed in, whom pages saw last before `since`."""
    return any(holds(user, since) for holds in _holds.values())
