"""A8: clocks that are wrong. A web node 90 s fast and one 90 s slow decide about starts, saves and hand-ins as the
others do; a browser a day off, in another time zone or just woken shows the same end.

Size here and in full: 3 nodes, 8 attempts around their end, 3 browsers. A node's clock is shifted in its own process
(tests/faults/server.py), as `faketime` would. A computer that wakes is one whose steady clock lags behind its calendar: the
countdown must be right again within 10 s (4 s at CI size). The mutants: a node that goes by its own clock, a page that
does not notice that it slept. Not on SQLite: it lives in the web process and has no clock of its own.
"""

import asyncio
import math
import re
import time
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from playwright.sync_api import Page

from exams.models import Attempt, ResponseEvent, Sitting
from exams.services.start_attempt import start_attempt
from foundation.clock import database_now
from tests.faults.browser import devices, ready
from tests.faults.rig import Site, browsers, hall, on_postgresql, session_cookie, size

pytestmark = [pytest.mark.fault, pytest.mark.services, on_postgresql]
OFF = 90  # seconds
RESYNC = size(4, 10)  # seconds
WAKES = """
  const steady = performance.now.bind(performance);
  let slept = 0;
  performance.now = () => steady() - slept;
  window.wakeAfter = (seconds) => { slept += seconds * 1000; };
  // nor does the page ask every 15 s: what puts it right is that it notices
  const later = window.setTimeout;
  window.setTimeout = (what, wait, ...more) => wait < 10000 ? later(what, wait, ...more) : 0;
"""


async def ask(site: Site, sitting_id: int, cookies: list[dict]) -> tuple[list[float], list[int], list[str]]:
    """Four start on this node; every second attempt is put past its end and the others just before it; they save and
    hand in. A fifth comes before the bell, and after the window. How far off the told time was, every status of the
    saves, and the codes that the fifth was given."""
    async with browsers(site.url, cookies) as (*four, fifth):
        starts = [await each.start(sitting_id) for each in four]
        now = await asyncio.to_thread(database_now)
        for place, each in enumerate(four):
            await asyncio.to_thread(move_end, each.attempt["id"], timedelta(seconds=-OFF / 2 if place % 2 else OFF / 2))
        saves = [(await each.put(each.change(1, 1)))[0] for each in four]
        for each in four:
            assert (await each.call("POST", f"attempts/{each.attempt['id']}/submit", {}))[0] == 200
        codes = []
        for opens, closes in ((OFF / 2, 3600), (-3600, -OFF / 2)):
            await asyncio.to_thread(move_window, sitting_id, timedelta(seconds=opens), timedelta(seconds=closes))
            codes.append((await fifth.start(sitting_id))[1].get("code"))
        said = [answer["server_time"] for _, answer in starts]
        return [abs((timezone.datetime.fromisoformat(each) - now).total_seconds()) for each in said], saves, codes


def move_end(attempt_id: int, by: timedelta) -> None:
    Attempt.objects.filter(pk=attempt_id).update(deadline_at=Now() + by, accept_until=Now() + by)
    connection.close()


def move_window(sitting_id: int, opens: timedelta, closes: timedelta) -> None:
    Sitting.objects.filter(pk=sitting_id).update(opens_at=Now() + opens, closes_at=Now() + closes)
    connection.close()


def run(shift: int, *broken: str) -> tuple[list[float], list[int], list[str]]:
    sitting, people = hall(5)
    cookies = [session_cookie(person) for person in people]
    with Site(broken=broken, clock_shift=shift) as site:
        return asyncio.run(ask(site, sitting.pk, cookies))


@pytest.mark.parametrize("shift", [OFF, -OFF])
def test_a_node_whose_clock_is_wrong_decides_as_the_others_do(shared_database, shift):
    off, saves, codes = run(shift)
    assert max(off) < 20, "the server's time that candidates are told is the database's"
    assert saves == [200, 409, 200, 409]
    assert codes == ["not_open_yet", "window_closed"]
    assert ResponseEvent.objects.count() == 2
    causes = Attempt.objects.order_by("pk").values_list("close_cause", flat=True)
    assert list(causes) == ["submitted", "deadline", "submitted", "deadline"]


def test_mutant_the_nodes_own_clock_is_noticed(shared_database):
    off, saves, codes = run(OFF, "database-clock")
    assert max(off) > 20 and saves != [200, 409, 200, 409] and codes[0] != "not_open_yet"


def shows_the_end(page: Page, attempt: Attempt) -> bool:
    """Whether the countdown is within a second of what the database's clock says is left."""
    before = attempt.deadline_at - database_now()
    shown = [int(part) for part in re.findall(r"\d+", page.locator("#left").text_content())]
    after = attempt.deadline_at - database_now()
    seconds = sum(part * 60**place for place, part in enumerate(reversed(shown)))
    return bool(shown) and math.ceil(after.total_seconds()) - 1 <= seconds <= math.ceil(before.total_seconds()) + 1


def within(seconds: float, what) -> bool:
    end = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def moves_to_another_zone(page: Page) -> None:
    """As a traveller's computer does, or one on the night when the clocks change."""
    page.context.new_cdp_session(page).send("Emulation.setTimezoneOverride", {"timezoneId": "America/New_York"})
    assert page.evaluate("new Date().getTimezoneOffset()") > 0


def told_in_the_halls_time(page: Page) -> bool:
    """Whether the moment of the last save is told by the hall's clock, whatever zone the browser is in."""
    page.locator("label.opt").first.click()
    page.wait_for_selector("#saved-text:has-text('已存到服务器')")
    told = re.search(r"(\d+):(\d+):(\d+)", page.locator("#saved-text").text_content()).groups()
    now = database_now().astimezone(ZoneInfo(settings.TIME_ZONE))
    hour, minute, second = map(int, told)
    return abs((now.replace(hour=hour, minute=minute, second=second) - now).total_seconds()) < 20


def never_notices(route) -> None:
    answer = route.fetch()
    return route.fulfill(response=answer, body=answer.text().replace("this.jumped()", "undefined"))


def woken_too_late(attempt: Attempt, page: Page) -> bool:
    """Two minutes asleep: the countdown says more than is left, and is put right in time or not."""
    page.evaluate("wakeAfter(120)")
    time.sleep(1)  # it ticks every half second, and shows until then what it showed before
    return not within(RESYNC, lambda: shows_the_end(page, attempt))


@pytest.mark.browser
def test_every_browser_counts_down_to_the_same_end(shared_database):
    sitting, (person,) = hall(1)
    attempt = start_attempt(sitting_id=sitting.pk, person=person).attempt
    with Site() as site, devices(site.url, session_cookie(person), 4) as (behind, ahead, travels, mutant):
        for page, days in ((behind, -1), (ahead, 1)):
            page.clock.install(time=timezone.now() + timedelta(days=days))
        for page in (travels, mutant):
            page.add_init_script(WAKES)
        mutant.route("**/exams/clock.js", never_notices)
        for page in (behind, ahead, travels):
            page.goto(f"{site.url}/exams/attempts/{attempt.pk}/")
            ready(page)
            assert within(RESYNC, lambda page=page: shows_the_end(page, attempt)), page.locator("#left").text_content()
        moves_to_another_zone(travels)
        assert told_in_the_halls_time(travels) and shows_the_end(travels, attempt)
        assert not woken_too_late(attempt, travels)
        mutant.goto(f"{site.url}/exams/attempts/{attempt.pk}/")
        ready(mutant)
        assert within(RESYNC, lambda: shows_the_end(mutant, attempt))
        assert woken_too_late(attempt, mutant), "a page that does not notice is noticed here"
