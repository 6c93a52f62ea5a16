"""Who may take a check: the apps whose pages lead to checks say for whom they do."""

from collections.abc import Callable

from foundation.models import User
from foundation.sabotage import broken
from question_bank.models import Check

Door = Callable[[User, Check], bool]
_doors: dict[str, Door] = {}


def register(name: str, door: Door) -> None:
    """`door(user, check)`: whether a page of that app leads this person to the check today."""
    _doors[name] = door


def may_take(user: User, check: Check) -> bool:
    """Whether any page leads the person to the check; knowing its number opens nothing."""
    return broken("check-doors") or any(door(user, check) for door in _doors.values())
