"""Which clock decides: the database's, read once at the edge of a deed."""

from datetime import UTC, date, datetime

from django.db import connection
from django.utils import timezone


def database_now() -> datetime:
    """The database server's present time, aware, UTC. SQLite lives in this process, so there it is the process clock."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(UTC)


def local_date(at: datetime | None = None) -> date:
    """The calendar day in the hall (TIME_ZONE) at the instant `at`, now by default."""
    return timezone.localdate(at or timezone.now())
