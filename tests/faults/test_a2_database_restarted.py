"""A2: PostgreSQL crashes and comes back while candidates write. Nothing acknowledged is lost, workers reconnect unaided;
one candidate's player in Chromium says that the answer is kept on this device, and brings it within 10 s.

Size here: 20 candidates with 6 answers each, 2 crashes and an outage of 2 s, on a cluster of its own; the full size
(`make faults`): 200 with 30, 3 crashes and 60 s. The mutant is a tuning guide's `synchronous_commit=off`. Not on SQLite,
which has no server to crash; A12 kills the whole process there.
"""

import asyncio
import contextlib
import subprocess
import time

import pytest
from django.db import connection
from playwright.async_api import Page

from tests.faults.browser import beside_the_others
from tests.faults.rig import (
    Candidate,
    Site,
    Template,
    browsers,
    database_url,
    hall,
    lost,
    on_postgresql,
    session_cookie,
    size,
)  # fmt: skip
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
    Template.at(database_url())  # loads while the candidates are made
    yield copy
    connection.close()
    connection.settings_dict.update(before)


class Onlooker:
    """A candidate at a real player."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def sees_it_go(self) -> None:
        """An answer is given while the database is away."""
        await self.page.locator("label.opt").first.click()
        await self.page.wait_for_selector("#notice-away:has-text('答案先记在本机')")
        await self.page.wait_for_selector("#saved-text:has-text('本机待同步 1 题')")

    async def sees_it_come_back(self) -> None:
        await self.page.wait_for_selector("#saved-text:has-text('已存到服务器'):not(:has-text('待同步'))")
        await self.page.wait_for_selector("#notice-away", state="detached")


@contextlib.asynccontextmanager
async def looking_on(site: Site, attempt_id: int, cookies: dict):
    async with beside_the_others(site.url, cookies) as page:
        await page.goto(f"{site.url}/exams/attempts/{attempt_id}/")
        await page.wait_for_selector("#player[data-ready=yes]")
        yield Onlooker(page)


async def exam(
    site: Site, sitting_id: int, cookies: list[dict], cluster: Postgres, *, watched: bool
) -> tuple[list[Candidate], float]:
    """The candidates, and how long after the outage the last answer that waited for its end was stored."""
    async with contextlib.AsyncExitStack() as stack:
        *candidates, one = await stack.enter_async_context(browsers(site.url, cookies))
        await asyncio.gather(*(each.start(sitting_id) for each in (*candidates, one)))
        onlooker = (
            None if not watched else await stack.enter_async_context(looking_on(site, one.attempt["id"], one.cookies))
        )
        return candidates, await crash(candidates, cluster, onlooker)


async def crash(candidates: list[Candidate], cluster: Postgres, onlooker: Onlooker | None) -> float:
    """All write while the cluster crashes and goes away; how long after that the last waiting answer was stored."""
    drained = []

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
        gone = asyncio.create_task(asyncio.sleep(OUTAGE))
        if onlooker:
            await onlooker.sees_it_go()
        await gone
        await asyncio.to_thread(cluster.start)
        back, waiting = time.monotonic(), {id(each): each.seq for each in candidates}
        while any(waiting[id(each)] not in each.acked for each in candidates):
            await asyncio.sleep(0.02)
        if onlooker:
            await onlooker.sees_it_come_back()
        drained.append(time.monotonic() - back)

    await asyncio.gather(strike(), *(write(each) for each in candidates))
    return drained[0]


def run(cluster: Postgres, *, watched: bool = False, **server) -> tuple[list[Candidate], float]:
    sitting, people = hall(size(20, 200) + 1)
    cookies = [session_cookie(person) for person in people]
    connection.close()
    with Site(url=database_url(), **server) as site:
        return asyncio.run(exam(site, sitting.pk, cookies, cluster, watched=watched))


@pytest.mark.browser
def test_no_acknowledged_answer_is_lost_when_the_database_crashes(cluster):
    candidates, drained = run(cluster, watched=True)
    assert lost(candidates) == []
    assert all(each.acked.keys() == each.sent.keys() and len(each.acked) == ANSWERS for each in candidates)
    assert drained <= 10
    assert {code for each in candidates for _, code in each.refusals} <= {"busy"}
    print(f"{len(candidates) * ANSWERS} saves acknowledged, 0 lost, drained in {drained:.1f} s")


def test_mutant_commits_that_nobody_waits_for_are_noticed(cluster):
    candidates, _ = run(cluster, synchronous_commit="off")
    assert lost(candidates)
