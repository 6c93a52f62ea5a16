"""A12: the embedded default (SQLite, one process) is killed again and again while candidates write and a backup runs.
Nothing acknowledged is lost, nobody is told that the database is locked.

Size here: 15 candidates with 5 answers each, 3 kills; the full size (`make faults`): 60 with 30, 10 kills. The mutant is
Django's own DEFERRED transaction.
"""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from tests.faults.rig import Candidate, Site, browsers, hall, lost, session_cookie, size

pytestmark = [pytest.mark.fault, pytest.mark.services, pytest.mark.sqlite, pytest.mark.only_sqlite]
ANSWERS, KILLS = size(5, 30), size(3, 10)
Statuses = list[int]


async def exam(sites: list[Site], sitting_id: int, cookies: list[dict], kills: int) -> tuple[list[Candidate], Statuses]:
    """The candidates, and what starts and submits were answered."""
    port = sites[0].port
    async with browsers(sites[0].url, cookies) as candidates:
        loop = asyncio.get_running_loop()
        answered = [status for status, _ in await asyncio.gather(*(each.start(sitting_id) for each in candidates))]
        begun = [each for each in candidates if each.attempt]

        async def write(candidate: Candidate) -> None:
            for turn in range(ANSWERS):
                await candidate.save(1 + turn % 5, turn, until=loop.time() + 90)
                await asyncio.sleep(size(0.2, 1.0))

        async def strike() -> None:
            for kill in range(1, kills + 1):
                while sum(len(each.acked) for each in begun) < len(begun) * ANSWERS * kill / (kills + 1):
                    await asyncio.sleep(0.02)
                await asyncio.to_thread(sites[-1].kill)
                sites.append(await asyncio.to_thread(lambda: Site(workers=1, port=port)))

        await asyncio.gather(strike(), *(write(each) for each in begun))
        answered += [status for status, _ in await asyncio.gather(*(each.hand_in() for each in begun))]
        return candidates, answered


def back_up(into: Path, until: threading.Event) -> None:
    """One copy after the other of the database in use, as `manage.py backup` makes them."""
    while not until.wait(0.2):
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
            closing(sqlite3.connect(into)) as target,
        ):
            source.backup(target)


def sound(file: str | Path) -> bool:
    with closing(sqlite3.connect(file)) as database:
        return database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def run(copy: Path, kills: int, **env) -> tuple[list[Candidate], Statuses]:
    sitting, people = hall(size(15, 60))
    cookies = [session_cookie(person) for person in people]
    sites, done = [Site(workers=1, **env)], threading.Event()
    backup = threading.Thread(target=back_up, args=(copy, done))
    backup.start()
    try:
        return asyncio.run(exam(sites, sitting.pk, cookies, kills))
    finally:
        done.set()
        backup.join()
        sites[-1].stop()


def test_no_acknowledged_answer_is_lost_when_the_one_process_is_killed(shared_database, tmp_path):
    candidates, answered = run(tmp_path / "copy.sqlite3", KILLS)
    assert set(answered) <= {200, 201}
    assert lost(candidates) == []
    assert all(each.acked.keys() == each.sent.keys() and len(each.acked) == ANSWERS for each in candidates)
    assert [each.refusals for each in candidates if each.refusals] == []
    connection.close()
    assert sound(connection.settings_dict["NAME"]) and sound(tmp_path / "copy.sqlite3")


def test_mutant_a_deferred_transaction_is_noticed(shared_database, tmp_path):
    _, answered = run(tmp_path / "copy.sqlite3", 0, SQLITE_TRANSACTION_MODE="DEFERRED")
    assert 503 in answered
