"""A2: PostgreSQL crashes and comes back while candidates write. Nothing acknowledged is lost, workers reconnect unaided.

Size here: 20 candidates with 6 answers each, 2 crashes and an outage of 2 s, on a cluster of its own; the full size
(`make faults`): 200 with 30, 3 crashes and 60 s. The mutant is a tuning guide's `synchronous_commit=off`. Not on SQLite,
which has no server to crash; A12 kills the whole process there. What the page says meanwhile is seen in A7.
"""

import asyncio
import subprocess
import time

import pytest
from django.db import connection

from tests.faults.rig import Candidate, Site, browsers, database_url, hall, lost, on_postgresql, session_cookie, size
from tests.services_rig import Postgres

pytestmark = [pytest.mark.fault, pytest.mark.services, on_postgresql]
ANSWERS, CRASHES, OUTAGE = size(6, 30), size(2, 3), size(2, 60)


@pytest.fixture(scope="module")
def copy(django_db_setup, django_db_blocker):
    """A cluster that only these tests use, with a copy of the test's database."""
    own = Postgres()
    # the writer that flushes late commits by itself sleeps long, so that a commit nobody waited for is surely lost;
    # and recovery asks the file system once instead of file by file
    with (own.data / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write("wal_writer_delay=10s\nrecovery_init_sync_method=syncfs\n")
    own.restart("fast")
    dump = subprocess.run([own.bin / "pg_dump", "--no-owner", database_url()], check=True, capture_output=True).stdout
    own.sql("CREATE DATABASE clean")
    into_it = [own.bin / "psql", "-q1", "-v", "ON_ERROR_STOP=1", own.url.replace("/postgres", "/clean")]
    subprocess.run(into_it, check=True, input=dump, stdout=subprocess.DEVNULL)
    yield own
    own.remove()


@pytest.fixture
def cluster(shared_database, copy):
    """That cluster, with a fresh database in which the ORM looks meanwhile."""
    copy.sql("DROP DATABASE IF EXISTS exam")
    copy.sql("CREATE DATABASE exam TEMPLATE clean")
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST="127.0.0.1", PORT=copy.port, NAME="exam", USER="hall")
    yield copy
    connection.close()
    connection.settings_dict.update(before)


async def exam(site: Site, sitting_id: int, cookies: list[dict], cluster: Postgres) -> tuple[list[Candidate], float]:
    """The candidates, and how long after the outage the last answer that waited for its end was stored."""
    drained = []
    async with browsers(site.url, cookies) as candidates:
        await asyncio.gather(*(each.start(sitting_id) for each in candidates))

        async def write(candidate: Candidate) -> None:
            for turn in range(ANSWERS):
                await candidate.save(1 + turn % 5, turn, until=time.monotonic() + 60 + OUTAGE)
                await asyncio.sleep(size(0.2, 1.0))

        async def acknowledged(share: float) -> None:
            while sum(len(each.acked) for each in candidates) < len(candidates) * ANSWERS * share:
                await asyncio.sleep(0.01)

        async def strike() -> None:
            for crash in range(1, CRASHES + 1):
                await acknowledged(crash / (CRASHES + 2))
                await asyncio.to_thread(cluster.restart, "immediate")
            await acknowledged((CRASHES + 1) / (CRASHES + 2))
            await asyncio.to_thread(cluster.stop, "immediate")
            await asyncio.sleep(OUTAGE)
            await asyncio.to_thread(cluster.start)
            back, waiting = time.monotonic(), {id(each): each.seq for each in candidates}
            while any(waiting[id(each)] not in each.acked for each in candidates):
                await asyncio.sleep(0.02)
            drained.append(time.monotonic() - back)

        await asyncio.gather(strike(), *(write(each) for each in candidates))
        return candidates, drained[0]


def run(cluster: Postgres, **env) -> tuple[list[Candidate], float]:
    sitting, people = hall(size(20, 200))
    cookies = [session_cookie(person) for person in people]
    connection.close()
    with Site(url=database_url(), **env) as site:
        return asyncio.run(exam(site, sitting.pk, cookies, cluster))


def test_no_acknowledged_answer_is_lost_when_the_database_crashes(cluster):
    candidates, drained = run(cluster)
    assert lost(candidates) == []
    assert all(each.acked.keys() == each.sent.keys() and len(each.acked) == ANSWERS for each in candidates)
    assert drained <= 10
    assert {code for each in candidates for _, code in each.refusals} <= {"busy"}
    print(f"{len(candidates) * ANSWERS} saves acknowledged, 0 lost, drained in {drained:.1f} s")


def test_mutant_commits_that_nobody_waits_for_are_noticed(cluster):
    candidates, _ = run(cluster, SYNCHRONOUS_COMMIT="off")
    assert lost(candidates)
