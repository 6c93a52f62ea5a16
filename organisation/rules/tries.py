"""How many wrong tries a name has, and when it is locked."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limit:
    """After `tries` failures in a row, none more than `pause` apart, nothing is tried for `pause`."""

    tries: int
    pause: timedelta


@dataclass(frozen=True)
class Tally:
    """What is known of one name: failures in a row, the last one's instant, and until when it is locked."""

    failures: int = 0
    last_failed_at: datetime | None = None
    locked_until: datetime | None = None

    def locked(self, at: datetime) -> bool:
        return self.locked_until is not None and at < self.locked_until

    def fresh(self, limit: Limit, at: datetime) -> "Tally":
        """The tally without what is over: an ended lock, or failures longer ago than the pause."""
        ended = self.locked_until is not None and at >= self.locked_until
        old = self.last_failed_at is not None and at - self.last_failed_at >= limit.pause
        return Tally() if ended or (old and not self.locked(at)) else self

    def failed(self, limit: Limit, at: datetime) -> "Tally":
        """The tally after one more failure."""
        failures = self.failures + 1
        return Tally(failures, at, at + limit.pause if failures >= limit.tries else None)
