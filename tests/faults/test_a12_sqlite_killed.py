"""A12: the embedded default (SQLite, one process) is killed again and again while candidates write and a backup runs.
Nothing acknowledged is lost, nobody is told that the database is locked, and who waited for the write lock was in time.

Size here: 15 candidates with 5 answers each, 3 kills; the full size (`make faults`): 60 with 30, one a second, 10 kills;
docs/operations.md publishes that many as what SQLite is good for. The mutant is Django's own DEFERRED transaction.
"""

import asyncio
import sqlite3
import threading
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from exams.models import Attempt, ResponseEvent
from exams.services.read_responses import read_items
from exams.services.save_responses import save_responses
from exams.services.start_attempt import start_attempt
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


def test_an_answer_that_came_in_time_and_waited_past_the_end_is_taken(shared_database):
    sitting, (person,) = hall(1)
    attempt = start_attempt(sitting_id=sitting.pk, person=person).attempt
    row, soon = attempt.paper.questions[0], timezone.now() + timedelta(seconds=0.4)
    Attempt.objects.update(deadline_at=soon, accept_until=soon)
    change = {"question": row["id"], "value": next(iter(row["ids"])), "seq": 1}
    items = read_items({"responses": [change]}, attempt.paper.shapes)

    def save() -> None:
        save_responses(attempt_id=attempt.pk, person_id=person.pk, client="rig", items=items)
        connection.close()

    waiting = threading.Thread(target=save)
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting.start()
        time.sleep(0.8)
        other.execute("ROLLBACK")
    waiting.join()
    assert ResponseEvent.objects.get().received_at <= soon < timezone.now()
