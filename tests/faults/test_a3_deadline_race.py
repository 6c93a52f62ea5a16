"""A3: saves, submits and sweepers meet around the deadline and around deadline + grace. Each attempt is closed once and
marked once, with every acknowledged answer; nothing that came after the grace was taken.

Size here: 60 attempts, 2 submits and 3 saves each, scattered over 3 s around both instants; the full size
(`make faults`): 500 attempts, 2 s to either side of both. Two sweepers run all the while, and two workers that mark. One
sweeper lives as far ahead as the margin that sweeping leaves, so that it comes in the midst of saves and submits. On
SQLite too, a third as many, but for the mutant: there the IMMEDIATE transaction is the lock (A12).
"""

import asyncio
import threading
import time
from datetime import timedelta
from random import Random

import pytest
from django.db import connection
from django.db.models import Count

from exams.models import Attempt, AttemptPaper, GradingJob, LateResponse, Mark, ResponseEvent, Result
from exams.rules import states, timing
from exams.services.close_attempt import snapshot_hash
from exams.services.sweep_attempts import close_overdue
from exams.tasks import mark_waiting_attempts
from foundation.clock import database_now
from foundation.models import OutboxMessage
from tests.faults.rig import Site, browsers, crowd, hall, lost, on_postgresql, session_cookie, size

pytestmark = [pytest.mark.fault, pytest.mark.services]
GRACE = 1.0  # seconds between deadline and the last moment
BEFORE, AFTER = size(2.0, 3.0), size(1.0, 2.0)  # seconds around the last moment; the deadline is 1 s before it


async def race(site: Site, sitting_id: int, cookies: list[dict], rng: Random):
    async with browsers(site.url, cookies) as candidates:
        await asyncio.gather(*(each.start(sitting_id) for each in candidates))
        zero = time.monotonic() + await asyncio.to_thread(set_ends, BEFORE + 0.5)
        for each in candidates:
            each.handed_in = []

        async def at(moment: float) -> None:
            await asyncio.sleep(max(0, zero + moment - time.monotonic()))

        async def save(candidate, number: int, moment: float) -> None:
            await at(moment)
            await candidate.put(candidate.change(number, number))

        async def hand_in(candidate, moment: float) -> None:
            await at(moment)
            path = f"attempts/{candidate.attempt['id']}/submit"
            candidate.handed_in.append((await candidate.call("POST", path, {}))[0])

        moments = {id(each): sorted(rng.uniform(-BEFORE, AFTER) for _ in range(3)) for each in candidates}
        last = {id(each): rng.choice([moments[id(each)][1], moments[id(each)][2], AFTER]) for each in candidates}
        await asyncio.gather(
            *(save(each, place + 1, moments[id(each)][place]) for each in candidates for place in range(3)),
            *(hand_in(each, last[id(each)]) for each in candidates for _ in range(2)),
        )
        return candidates


def set_ends(ahead: float) -> float:
    """Every attempt takes answers for `ahead` more seconds from now; those seconds."""
    last = database_now() + timedelta(seconds=ahead)
    Attempt.objects.update(deadline_at=last - timedelta(seconds=GRACE), accept_until=last)
    connection.close()
    return ahead


def again_and_again(deed, until: threading.Event) -> threading.Thread:
    def work() -> None:
        while not until.wait(0.1):
            deed()
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def sweep_without_margin() -> None:
    close_overdue(at=database_now() + timing.REQUEST_MARGIN)


def run(*broken: str) -> list:
    sitting, people = hall(crowd(60, 500))
    cookies = [session_cookie(person) for person in people]
    over = threading.Event()
    workers = [again_and_again(deed, over) for deed in (close_overdue, sweep_without_margin, mark_waiting_attempts)]
    try:
        with Site(broken=broken) as site:
            candidates = asyncio.run(race(site, sitting.pk, cookies, Random(3)))
    finally:
        over.set()
        for each in workers:
            each.join()
    close_overdue(at=database_now() + timing.REQUEST_MARGIN + timedelta(seconds=AFTER))
    two = [threading.Thread(target=lambda: (mark_waiting_attempts(), connection.close())) for _ in range(2)]
    for each in two:
        each.start()
    for each in two:
        each.join()
    for _ in range(2 + len(people) // 200):
        mark_waiting_attempts()
    return candidates


def wrong(candidates: list) -> list:
    """Attempts not closed and marked exactly once with everything that was acknowledged, and nothing else."""
    found = [(each.attempt["id"], "lost") for each in candidates if lost([each])]
    marks = dict(Mark.objects.values_list("attempt").annotate(Count("pk")))
    for attempt in Attempt.objects.all():
        jobs = GradingJob.objects.filter(attempt=attempt).count()
        numbers = AttemptPaper.objects.get(pk=attempt.pk).key_numbers
        if (attempt.state, jobs) != (states.GRADED, 1) or snapshot_hash(attempt, numbers) != attempt.snapshot_hash:
            found.append((attempt.pk, attempt.state, jobs))
        if (marks.get(attempt.pk), Result.objects.filter(attempt=attempt).count()) != (5, 1):
            found.append((attempt.pk, "marked", marks.get(attempt.pk)))
        if ResponseEvent.objects.filter(attempt=attempt, received_at__gt=attempt.accept_until).exists():
            found.append((attempt.pk, "late"))
        if OutboxMessage.objects.filter(payload__attempt_id=attempt.pk).count() > 1:
            found.append((attempt.pk, "announced twice"))
    found += [status for each in candidates for status in each.handed_in if status != 200]
    return found + unaccounted(candidates)


def unaccounted(candidates: list) -> list:
    """Saves that were neither acknowledged nor refused with the right code, the late ones kept aside."""
    codes = {code for each in candidates for _, code in each.refusals}
    late = sum(code == "deadline_passed" for each in candidates for _, code in each.refusals)
    answered = sum(len(each.acked) + len(each.refusals) for each in candidates)
    problems = [codes] if not codes <= {"deadline_passed", "attempt_closed", "closed_elsewhere"} else []
    # what comes after a hand-in from a device that never held the turn is kept too, as another device's
    kept = LateResponse.objects.filter(reason=LateResponse.Reason.LATE).count()
    problems += [("kept aside", kept, late)] if kept != late else []
    return problems + ([("answered", answered)] if answered != 3 * len(candidates) else [])


@pytest.mark.sqlite
def test_every_attempt_is_closed_once_with_all_acknowledged_answers(shared_database):
    candidates = run()
    assert wrong(candidates) == []
    acked = sum(len(each.acked) for each in candidates)
    late, closed = LateResponse.objects.count(), Attempt.objects.filter(close_cause="deadline").count()
    assert acked and late and closed, "the race was around the end"
    print(f"{len(candidates)} attempts: {acked} saves in time, {late} kept aside, {closed} closed by the deadline")


@on_postgresql
def test_mutant_without_the_row_lock_is_noticed(shared_database):
    assert wrong(run("attempt-lock"))
