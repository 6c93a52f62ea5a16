"""In what state a credential is on a day. Nothing stores it: it follows from dates and from what was appended."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DUE_DAYS = 30


class State(StrEnum):
    """valid and due count for coverage; the others never do."""

    VALID = "valid"
    DUE = "due"
    STALE = "stale"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    REVOKED = "revoked"


CLEARING = frozenset({State.VALID, State.DUE})


@dataclass(frozen=True)
class Standing:
    """What the state follows from: the last day of validity, and whether it is revoked, suspended or behind a change."""

    expires_on: date
    revoked: bool = False
    suspended: bool = False
    stale: bool = False


def due_from(expires_on: date) -> date:
    """The first day on which the credential is due for renewal: 30 days before its last day."""
    return expires_on - timedelta(days=DUE_DAYS)


def state_of(standing: Standing, today: date) -> State:
    """The gravest state that applies; the last day of validity itself still counts."""
    if standing.revoked:
        return State.REVOKED
    if standing.suspended:
        return State.SUSPENDED
    if today > standing.expires_on:
        return State.LAPSED
    if standing.stale:
        return State.STALE
    return State.DUE if today >= due_from(standing.expires_on) else State.VALID


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or the month's last day where it is shorter (31 Jan + 1 = 28 Feb)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def renewed_expiry(*, expires_on: date, proved_on: date, months: int) -> date:
    """Until when a renewal holds.

    Proved while due, the new term follows on the old one, so nobody loses days by being early; proved at another time
    it runs from the proof.
    """
    start = expires_on if due_from(expires_on) <= proved_on <= expires_on else proved_on
    return add_months(start, months)
