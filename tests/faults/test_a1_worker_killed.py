"""A1: a web worker, any of two, is killed again and again while candidates write. Nothing acknowledged is lost, and 99 of
100 saves are answered within a second.

Size here: 40 candidates with 6 answers each, 6 kills spread over them; the full size (`make faults`): 200 with 30, one a
second, 20 kills. The kills follow what was acknowledged, not the clock, so a slow machine only takes longer. The mutant
acknowledges before it commits. Not on SQLite, which one process serves: A12 kills that.
"""

import asyncio
import time
from random import Random

import pytest

from tests.faults.rig import Candidate, Site, browsers, hall, lost, on_postgresql, p99, session_cookie, size

pytestmark = [pytest.mark.fault, pytest.mark.services, on_postgresql]
ANSWERS, KILLS = size(6, 30), size(6, 20)
PATIENCE = 60  # seconds for one answer, kills and all


async def exam(site: Site, sitting_id: int, cookies: list[dict]) -> list[Candidate]:
    async with browsers(site.url, cookies) as candidates:
        await asyncio.gather(*(each.start(sitting_id) for each in candidates))
        for each in candidates:
            each.times.clear()
        rng = Random(1)

        async def write(candidate: Candidate) -> None:
            for turn in range(ANSWERS):
                await candidate.save(1 + turn % 5, turn, until=time.monotonic() + PATIENCE)
                await asyncio.sleep(size(0.2, 1.0))

        async def strike() -> None:
            for kill in range(1, KILLS + 1):
                while sum(len(each.acked) for each in candidates) < len(candidates) * ANSWERS * kill / (KILLS + 1):
                    await asyncio.sleep(0.02)
                site.kill_a_worker(rng)

        await asyncio.gather(strike(), *(write(each) for each in candidates))
        return candidates


def run(*broken: str) -> list[Candidate]:
    sitting, people = hall(size(40, 200))
    cookies = [session_cookie(person) for person in people]
    with Site(broken=broken) as site:
        return asyncio.run(exam(site, sitting.pk, cookies))


def test_no_acknowledged_answer_is_lost_when_workers_are_killed(shared_database):
    candidates = run()
    acked = sum(len(each.acked) for each in candidates)
    assert acked == len(candidates) * ANSWERS
    assert lost(candidates) == []
    assert {code for each in candidates for _, code in each.refusals} <= {"busy"}, "nothing that a candidate would see"
    assert all(each.acked.keys() == each.sent.keys() for each in candidates)
    slowest = p99([time for each in candidates for time in each.times])
    print(f"{acked} saves acknowledged, 0 lost, p99 {slowest * 1000:.0f} ms")
    assert slowest <= 1


def test_mutant_an_early_acknowledgement_is_noticed(shared_database):
    assert lost(run("ack-after-commit"))
