"""What must be so before the site may serve people from a database."""

import fcntl
import os
import sys
import time
from pathlib import Path
from typing import IO

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from training_site.settings.web_processes import ONE_PROCESS

PREDECESSOR_ENDS_WITHIN = 10  # seconds; what it answers when it is told to stop, it answers to the end
GUNICORN_STOPS = 3  # the exit code of a worker at which gunicorn gives up instead of starting another
_held: list[IO] = []  # the system lets go of them when the process ends, however it ends


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


def hold(database: Path) -> None:
    """Be the one web process of the SQLite file `database` until this process ends. Raises ImproperlyConfigured if another
    still is after some seconds: one that is stopping is waited for.

    Servers that load the site before they fork (gunicorn's preload_app) hold it once for all: of their workers, too, only
    one may stay.
    """
    _lock(database.with_name(f"{database.name}.web"))
    os.register_at_fork(after_in_child=lambda: _stay_alone(database.with_name(f"{database.name}.worker")))


def _lock(path: Path) -> None:
    file = path.open("a")
    until = time.monotonic() + PREDECESSOR_ENDS_WITHIN
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise ImproperlyConfigured(f"Another web process is running and {ONE_PROCESS}") from None
            time.sleep(0.1)
        else:
            _held.append(file)
            return


def _stay_alone(path: Path) -> None:
    try:
        _lock(path)
    except ImproperlyConfigured as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.stderr.flush()
        os._exit(GUNICORN_STOPS)
