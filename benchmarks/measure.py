"""What the benchmarks share: a database of their own, and what one deed costs in it."""

import contextlib
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

ROUNDS = 7


@contextlib.contextmanager
def own_database() -> Iterator[None]:
    """A throw-away database beside DATABASE_URL's (or SQLite in memory), with the tables as they are now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.test")
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    connection.settings_dict["TEST"]["MIGRATE"] = False
    name = connection.creation.create_test_db(verbosity=0)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def analyse() -> None:
    """Let PostgreSQL count the rows that were just written in bulk, as its autovacuum would."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@dataclass(frozen=True)
class Cost:
    """Queries of one call, and the medians of its milliseconds: by the clock on the wall, and of this process's CPU."""

    queries: int
    ms: float
    cpu_ms: float


def cost(deed: Callable[[], object], rounds: int = ROUNDS) -> Cost:
    """One warming call, one counted, `rounds` timed. A response that is not 200 is a RuntimeError."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    done = deed()
    if getattr(done, "status_code", 200) != 200:
        raise RuntimeError(f"answered {done.status_code}")
    with CaptureQueriesContext(connection) as captured:
        deed()
        count = len(captured)
    took, worked = [], []
    for _ in range(rounds):
        begun, began = time.perf_counter(), time.process_time()
        deed()
        took.append((time.perf_counter() - begun) * 1000)
        worked.append((time.process_time() - began) * 1000)
    return Cost(count, statistics.median(took), statistics.median(worked))


def show(where: str, figures: dict[str, Cost], budget_ms: float) -> None:
    """A line a figure; what takes longer than the budget is marked, for a person to judge beside the bare request."""
    for what, found in figures.items():
        mark = "  over budget" if found.ms > budget_ms else ""
        print(f"{where}  {what:<34} {found.queries:>4} queries {found.ms:8.1f} ms {found.cpu_ms:8.1f} ms CPU{mark}")
