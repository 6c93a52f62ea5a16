"""A6: two devices on one attempt, both typing, taking it over from each other in turn. One may write at a time; the
other gets a notice it can read within 5 s, its text is kept aside, and nothing in force is overwritten unseen.

Only in `make faults`: five minutes of turns. The mutant is a server without the lease. In Chromium on PostgreSQL; the
lease itself is shown on SQLite by tests/exams/test_bad_input.py, two tabs of one browser by
tests/exams/test_player_in_a_browser.py.
"""

import time

import pytest
from playwright.sync_api import Error, Page

from exams.models import Attempt, IntegrityEvent, LateResponse, Response, ResponseEvent
from exams.services.start_attempt import start_attempt
from foundation.models import AuditEntry
from tests.cast import make_cast
from tests.exams.exam_stories import open_now
from tests.exams.marking_stories import written_paper
from tests.faults.browser import devices, ready
from tests.faults.rig import Site, on_postgresql, session_cookie, size

pytestmark = [pytest.mark.fault, pytest.mark.long, pytest.mark.browser, pytest.mark.services, on_postgresql]
MINUTES = size(0.3, 5)
NOTICE = 5  # seconds
SAVED = 15  # seconds that a machine may be busy


def opened(page: Page, address: str) -> None:
    """At the second question, which wants a text."""
    page.goto(address)
    ready(page)


def box(page: Page):
    return page.locator('[data-number="2"] textarea')


def to_the_text(page: Page) -> None:
    page.locator('[data-do="next"]').click()


def write(page: Page, text: str) -> bool:
    """Whether it was written: while the notice stands before the page, nothing can be."""
    box(page).fill(text)
    return box(page).input_value() == text


def in_force() -> str | None:
    return Response.objects.filter(number=2).values_list("value", flat=True).first()


def until(what, seconds: float = SAVED) -> bool:
    end = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def noticed(page: Page) -> float:
    """After how many seconds the page said that another device writes."""
    begun = time.monotonic()
    page.wait_for_selector("#lease[open] h2:has-text('另一台设备')", timeout=NOTICE * 1000)
    return time.monotonic() - begun


def kept_aside(text: str) -> bool:
    """In quarantine, if it was sent before the notice; else it waited on its device and was journalled afterwards."""
    aside = LateResponse.objects.filter(reason="other_device", value=text)
    return aside.exists() or ResponseEvent.objects.filter(number=2, value=text).exists()


def take_over(page: Page) -> None:
    page.locator('[data-do="take-over"]').click()
    page.wait_for_selector("#lease:not([open])", state="attached")


def in_turn(pages: list[Page]) -> tuple[int, list[tuple]]:
    """How many turns there were, and what went wrong: per turn the loser writes, is told, and takes over; what the other
    wrote meanwhile is in force."""
    wrong, slowest, turns, unwritten, end = [], 0.0, 0, 0, time.monotonic() + MINUTES * 60
    while time.monotonic() < end or turns % 2:  # an even number, so that both had as many
        turn, turns = turns, turns + 1
        winner, loser = pages[turn % 2], pages[1 - turn % 2]
        kept, lost = f"第 {turn} 轮，在这里写", f"第 {turn} 轮，在那边写"
        was_written = write(loser, lost)
        unwritten += not was_written
        assert write(winner, kept)
        slowest = max(slowest, noticed(loser))
        if not until(lambda kept=kept: in_force() == kept):
            wrong.append((turn, "in force", in_force()))
        take_over(loser)
        if not until(lambda loser=loser: in_force() == box(loser).input_value()):
            wrong.append((turn, "shown", box(loser).input_value(), in_force()))
        if was_written and not kept_aside(lost):
            wrong.append((turn, "not kept", lost))
    print(f"{turns} turns, {unwritten} with the notice already there, the slowest notice after {slowest:.1f} s")
    assert unwritten < turns / 4
    return turns, wrong


def seats(site: Site) -> tuple[str, dict]:
    """The address of a running attempt, and the cookies of its candidate."""
    cast = make_cast()
    sitting = open_now(cast, version=written_paper(cast))
    attempt = start_attempt(sitting_id=sitting.pk, person=cast.learner).attempt
    return f"{site.url}/exams/attempts/{attempt.pk}/", session_cookie(cast.learner)


def sit_down(pages: list[Page], address: str) -> None:
    """The first device writes; the second looks on, and takes over."""
    opened(pages[0], address)
    to_the_text(pages[0])
    write(pages[0], "先在这里写")
    assert until(lambda: in_force() == "先在这里写")
    opened(pages[1], address)
    noticed(pages[1])
    take_over(pages[1])
    to_the_text(pages[1])


def test_of_two_devices_one_writes_and_the_other_is_told(shared_database):
    with Site() as site:
        address, cookies = seats(site)
        with devices(site.url, cookies, 2) as pages:
            sit_down(pages, address)
            turns, wrong = in_turn(pages[::-1])
    assert wrong == []
    takeovers = turns + 1
    assert AuditEntry.objects.filter(verb="attempt.taken_over").count() == takeovers
    assert IntegrityEvent.objects.filter(kind="second_device").count() == takeovers
    assert Attempt.objects.get().lease_epoch == takeovers + 1
    clients = ResponseEvent.objects.order_by("epoch").values_list("epoch", "client").distinct()
    assert len(clients) == len({epoch for epoch, _ in clients}), "one device per term of the lease"


def test_mutant_without_the_lease_one_overwrites_the_other_unseen(shared_database):
    with Site(broken=("lease",)) as site:
        address, cookies = seats(site)
        with devices(site.url, cookies, 2) as pages:
            sit_down(pages, address)
            write(pages[1], "在新设备上写")
            assert until(lambda: in_force() == "在新设备上写")
            write(pages[0], "旧设备还在写")
            with pytest.raises(Error):
                noticed(pages[0])
            assert in_force() == "旧设备还在写"
