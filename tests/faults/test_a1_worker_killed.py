"""A1: a web worker is killed again and again while candidates write. Nothing acknowledged is lost.

Size here: 40 candidates for 5 s, 6 kills; the full size (`make faults`): 200 for 30 s, 20 kills.
"""

import asyncio
import time

import pytest

from tests.faults.rig import Candidate, Site, browsers, hall, lost, on_postgresql, session_cookie, size

pytestmark = [pytest.mark.fault, pytest.mark.services, on_postgresql]
RATE = 1.0


async def exam(site: Site, sitting_id: int, cookies: list[dict]) -> list[Candidate]:
    seconds, kills = size(5, 30), size(6, 20)
    async with browsers(site.url, cookies) as candidates:
        await asyncio.gather(*(each.start(sitting_id) for each in candidates))
        until = time.monotonic() + seconds

        async def write(candidate: Candidate, place: int) -> None:
            await asyncio.sleep(place / len(candidates) * RATE)
            turn = 0
            while time.monotonic() < until:
                turn += 1
                await candidate.save(1 + turn % 5, turn, until=until + 8)
                await asyncio.sleep(RATE / 2)

        async def strike() -> None:
            for _ in range(kills):
                await asyncio.sleep(seconds / kills)
                site.kill_a_worker()

        await asyncio.gather(strike(), *(write(each, place) for place, each in enumerate(candidates)))
        return candidates


def run(*broken: str) -> list[Candidate]:
    sitting, people = hall(size(40, 200))
    cookies = [session_cookie(person) for person in people]
    with Site(broken=broken) as site:
        return asyncio.run(exam(site, sitting.pk, cookies))


def test_no_acknowledged_answer_is_lost_when_workers_are_killed(shared_database):
    candidates = run()
    acked = sum(len(each.acked) for each in candidates)
    assert acked > len(candidates) * 3
    assert lost(candidates) == []
    assert all(each.acked.keys() == each.sent.keys() for each in candidates)
    times = sorted(time for each in candidates for time in each.times)
    print(f"{acked} saves acknowledged, 0 lost, p99 {times[int(len(times) * 0.99)] * 1000:.0f} ms")


def test_mutant_an_early_acknowledgement_is_noticed(shared_database):
    assert lost(run("ack-after-commit"))
