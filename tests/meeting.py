"""Deeds that meet at the same moment on PostgreSQL, with nothing left to chance: all have looked before any has written."""

import threading
import time
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Model

LONGEST = 20  # seconds to wait for everyone; a machine may be busy


def meet(first: Callable, *then: Callable) -> list:
    """Do `first` in a transaction that stays open until all of `then`, each in a thread, wait for it or are done; what
    those gave back, or the exception that they raised."""
    given = [None] * len(then)

    def do(place: int, deed: Callable) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '60s'")  # whoever waits here waits for the others, not for a lock
            given[place] = deed()
        except Exception as raised:
            given[place] = raised
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=each) for each in enumerate(then)]
    with transaction.atomic():
        first()
        for thread in threads:
            thread.start()
        until = time.monotonic() + LONGEST
        while time.monotonic() < until and waiting_for_a_lock() < sum(each.is_alive() for each in threads):
            time.sleep(0.01)
    for thread in threads:
        thread.join()
    return given


def at_once(table: type[Model], *deeds: Callable) -> list:
    """Do all `deeds`, each in a thread; the table can be read, and takes neither a lock nor a row until all of them wait.
    What they gave back, or the exception that they raised."""
    return meet(lambda: keep_still(table), *deeds)


def keep_still(table: type[Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{table._meta.db_table}" IN EXCLUSIVE MODE')


def waiting_for_a_lock() -> int:
    """How many sessions of this database wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # or a transaction would see the sessions of its first look
        cursor.execute(
            "SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        return cursor.fetchone()[0]
