"""When a person who does nothing is signed out, and what holds that off."""

from collections.abc import Callable

from foundation.models import User

_holds: dict[str, Callable[[User], bool]] = {}


def hold_off(name: str, holds: Callable[[User], bool]) -> None:
    """Register `holds(user)`: while it is true (an exam runs), the person is not signed out for doing nothing."""
    _holds[name] = holds


def is_held_off(user: User) -> bool:
    """Whether anything keeps this person signed in."""
    return any(holds(user) for holds in _holds.values())
