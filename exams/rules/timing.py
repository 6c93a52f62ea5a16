"""When an attempt ends. Written once; the page that tells the candidate beforehand uses the same function."""

from datetime import datetime, timedelta

# A save that was sent in time may wait this long for a lock; nobody closes an attempt before that.
REQUEST_MARGIN = timedelta(seconds=5)


def end_of_attempt(
    *,
    started_at: datetime,
    limit: timedelta,
    window_closes_at: datetime,
    extra_percent: int,
    extension: timedelta,
    extra_minutes: int = 0,
) -> datetime:
    """min(start + limit, window close) + extra time + extensions.

    Extra time is given on top also where the window would cut the limit short.
    """
    return min(started_at + limit, window_closes_at) + extra_time(limit, extra_percent, extra_minutes) + extension


def extra_time(limit: timedelta, percent: int, minutes: int) -> timedelta:
    """What an accommodation adds to an exam of that length: a share of it or so many minutes, whichever is more.

    >>> extra_time(timedelta(hours=1), 25, 20), extra_time(timedelta(hours=2), 25, 20)
    (datetime.timedelta(seconds=1200), datetime.timedelta(seconds=1800))
    """
    return max(limit * percent / 100, timedelta(minutes=minutes))


def next_start_after(*, closed_at: datetime | None, cooldown: timedelta) -> datetime | None:
    """From when another attempt may start; None: at once."""
    return closed_at + cooldown if closed_at and cooldown else None


def slots(*, opens: datetime, closes: datetime, groups: int) -> list[tuple[datetime, datetime]]:
    """The window in `groups` equal parts, to the whole minute: staggered starts, so that service windows stay open."""
    part = (closes - opens) // groups
    starts = [(opens + part * place).replace(second=0, microsecond=0) for place in range(1, groups)]
    return list(zip([opens, *starts], [*starts, closes], strict=True))


def can_sit_both(
    one: tuple[datetime, datetime], limit: timedelta, other: tuple[datetime, datetime], other_limit: timedelta
) -> bool:
    """Whether somebody can sit both exams in full, one after the other, each within its own (opens, closes)."""

    def in_turn(first, first_limit, second, second_limit) -> bool:
        done = first[0] + first_limit
        return done <= first[1] and max(done, second[0]) + second_limit <= second[1]

    return in_turn(one, limit, other, other_limit) or in_turn(other, other_limit, one, limit)
