"""What a database must promise before the site may serve people from it."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection


def durability_faults() -> list[str]:
    """Why an acknowledged answer could be lost by this database; empty if it cannot."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            safe = cursor.fetchone()[0] >= 2
            return [] if safe else ["SQLite's synchronous is below FULL; remove the override from DATABASE_URL."]
        faults = []
        for setting in ("synchronous_commit", "fsync", "full_page_writes"):
            cursor.execute("SELECT current_setting(%s)", [setting])
            value = cursor.fetchone()[0]
            if value == "off":
                faults.append(f"PostgreSQL's {setting} is off. Set {setting} = on: an answer would be lost in a crash.")
        return faults


def refuse_unsafe_database() -> None:
    """Raise ImproperlyConfigured with what to change if the database does not keep what it acknowledges."""
    if faults := durability_faults():
        raise ImproperlyConfigured(" ".join(faults))
