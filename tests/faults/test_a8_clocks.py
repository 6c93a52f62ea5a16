"""A8: clocks that are wrong. A web node 90 s fast and one 90 s slow decide about every save as the others do, and a
browser a day off shows the same end.

Size here: 3 nodes, 12 attempts around their end, 2 browsers. Not on SQLite: it lives in the web process and has no clock
of its own.
"""

import asyncio
import re
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from exams.models import Attempt, ResponseEvent
from exams.services.start_attempt import start_attempt
from foundation.clock import database_now
from tests.faults.browser import chromium, ready
from tests.faults.rig import Site, browsers, database_url, hall, on_postgresql, session_cookie

pytestmark = [pytest.mark.fault, pytest.mark.services, on_postgresql]
OFF = 90  # seconds


async def ask(site: Site, sitting_id: int, cookies: list[dict]) -> list[tuple]:
    """Start on this node, put every second attempt past its end and the others just before it, then save."""
    async with browsers(site.url, cookies) as candidates:
        starts = [await each.start(sitting_id) for each in candidates]
        now = await asyncio.to_thread(database_now)
        for place, each in enumerate(candidates):
            await asyncio.to_thread(move_end, each.attempt["id"], timedelta(seconds=-OFF / 2 if place % 2 else OFF / 2))
        saves = [(await each.put(each.change(1, 1)))[0] for each in candidates]
        said = [answer["server_time"] for _, answer in starts]
        return [abs((timezone.datetime.fromisoformat(each) - now).total_seconds()) for each in said], saves


def move_end(attempt_id: int, by: timedelta) -> None:
    from django.db import connection

    Attempt.objects.filter(pk=attempt_id).update(deadline_at=Now() + by, accept_until=Now() + by)
    connection.close()


def run(shift: int, *broken: str) -> tuple[list[float], list[int]]:
    sitting, people = hall(4)
    cookies = [session_cookie(person) for person in people]
    env = {"CLOCK_SHIFT": str(shift)} if shift else {}
    with Site(broken=broken, url=database_url(), **env) as site:
        return asyncio.run(ask(site, sitting.pk, cookies))


@pytest.mark.parametrize("shift", [OFF, -OFF])
def test_a_node_whose_clock_is_wrong_decides_as_the_others_do(shared_database, shift):
    off, saves = run(shift)
    assert max(off) < 20, "the server's time that candidates are told is the database's"
    assert saves == [200, 409, 200, 409]
    assert ResponseEvent.objects.count() == 2


def test_mutant_the_nodes_own_clock_is_noticed(shared_database):
    off, saves = run(OFF, "database-clock")
    assert saves != [200, 409, 200, 409] or max(off) > 20


@pytest.mark.browser
def test_a_browser_a_day_off_counts_down_to_the_same_end(shared_database, tmp_path):
    sitting, people = hall(2)
    with Site() as site:
        for person, days in zip(people, (-1, 1)):
            attempt = start_attempt(sitting_id=sitting.pk, person=person).attempt
            with chromium(tmp_path / str(days), site.url, session_cookie(person)) as context:
                page = context.new_page()
                page.clock.install(time=timezone.now() + timedelta(days=days))
                page.goto(f"{site.url}/exams/attempts/{attempt.pk}/")
                ready(page)
                page.wait_for_function("/\\d:\\d\\d/.test(document.getElementById('left').textContent)")
                shown = page.locator("#left").text_content()
                left = (attempt.deadline_at - database_now()).total_seconds()
                parts = [int(part) for part in re.findall(r"\d+", shown)]
                seconds = sum(part * 60**place for place, part in enumerate(reversed(parts)))
                assert abs(seconds - left) <= 3, (shown, left)
