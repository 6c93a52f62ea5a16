"""Say why an answer was wrong, or that it is understood now."""

from datetime import datetime

from django.db import transaction

from foundation.clock import database_now
from foundation.models import User
from question_bank.models import WrongAnswer


@transaction.atomic
def tag_mistake(*, entry: WrongAnswer, by: User, reason: str) -> WrongAnswer:
    """Keep the reason. Raises ValueError for an unknown one, PermissionError for another person's notebook."""
    if entry.person_id != by.pk:
        raise PermissionError("another person's notebook")
    if reason not in WrongAnswer.Reason.values:
        raise ValueError(f"unknown reason {reason!r}")
    entry.reason = reason
    entry.save(update_fields=["reason"])
    return entry


@transaction.atomic
def clear_mistake(*, entry: WrongAnswer, by: User, at: datetime | None = None) -> WrongAnswer:
    """Close the entry; a new wrong answer opens it again. Raises PermissionError for another person's notebook."""
    if entry.person_id != by.pk:
        raise PermissionError("another person's notebook")
    entry.cleared_at = at or database_now()
    entry.save(update_fields=["cleared_at"])
    return entry
