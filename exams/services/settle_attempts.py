"""What whoever reads a list of attempts does: close those that ran out while nobody looked."""

from collections.abc import Iterable
from datetime import datetime

from exams.models import Attempt
from exams.selectors import MySitting, my_sittings
from exams.services.close_attempt import is_over, settle
from foundation.models import User


def settle_attempts(attempts: Iterable[Attempt], at: datetime) -> int:
    """Close those whose end has passed; how many had been left open."""
    overdue = [each for each in attempts if is_over(each, at)]
    for each in overdue:
        settle(each, at)
    return len(overdue)


def settled_sittings(person: User, at: datetime) -> list[MySitting]:
    """The person's sittings, none of whose attempts is still open after its end; two queries where none was."""
    mine = my_sittings(person, at)
    if settle_attempts((attempt for each in mine for attempt in each.attempts), at):
        return my_sittings(person, at)
    return mine
