"""When an attempt ends. Written once; the page that tells the candidate beforehand uses the same function."""

from datetime import datetime, timedelta

# A save that was sent in time may wait this long for a lock; nobody closes an attempt before that.
REQUEST_MARGIN = timedelta(seconds=5)


def end_of_attempt(
    *, started_at: datetime, limit: timedelta, window_closes_at: datetime, extra_percent: int, extension: timedelta
) -> datetime:
    """min(start + limit, window close) + extra time + extensions.

    Extra time is `extra_percent` of the limit: it is given on top also where the window would cut the limit short.
    """
    extra = limit * extra_percent / 100
    return min(started_at + limit, window_closes_at) + extra + extension


def next_start_after(*, closed_at: datetime | None, cooldown: timedelta) -> datetime | None:
    """From when another attempt may start; None: at once."""
    return closed_at + cooldown if closed_at and cooldown else None
