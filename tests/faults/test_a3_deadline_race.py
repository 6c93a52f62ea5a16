"""A3: saves, submits and sweepers meet around the deadline. Each attempt is closed once, with every acknowledged answer.

Size here: 60 attempts, 2 submits and 3 saves each within the last second; full size: 500. On SQLite too, a third as many, but for the
mutant: there the IMMEDIATE transaction is the lock (A12).
"""

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from exams.models import Attempt, AttemptPaper, GradingJob, ResponseEvent
from exams.rules import states
from exams.services.close_attempt import snapshot_hash
from exams.services.sweep_attempts import close_overdue
from foundation.models import OutboxMessage
from tests.faults.rig import Site, browsers, crowd, hall, lost, on_postgresql, session_cookie

pytestmark = [pytest.mark.fault, pytest.mark.services]


async def race(site, sitting_id, cookies):
    async with browsers(site.url, cookies) as candidates:
        await asyncio.gather(*(each.start(sitting_id) for each in candidates))
        for each in candidates:
            each.handed_in = []

        async def one(candidate, place):
            await asyncio.sleep((place % 10) / 20)

            async def save(number):
                await asyncio.sleep(0.02 * number)
                await candidate.put(candidate.change(number, number))

            async def hand_in(pause):
                await asyncio.sleep(pause)
                path = f"attempts/{candidate.attempt['id']}/submit"
                candidate.handed_in.append(await candidate.call("POST", path, {}))

            await asyncio.gather(save(1), save(2), save(3), hand_in(0.05), hand_in(0.05))

        await asyncio.gather(*(one(each, place) for place, each in enumerate(candidates)))
        return candidates


def run(*broken):
    sitting, people = hall(crowd(60, 500))
    cookies = [session_cookie(person) for person in people]
    with Site(broken=broken) as site:
        candidates = asyncio.run(race(site, sitting.pk, cookies))
    past = timezone.now() - timedelta(seconds=60)
    Attempt.objects.filter(state=states.IN_PROGRESS).update(deadline_at=past, accept_until=past)
    close_overdue()
    return candidates


def wrong(candidates) -> list:
    """Attempts not closed exactly once with everything that was acknowledged."""
    found = [(each.attempt["id"], "lost") for each in candidates if lost([each])]
    for attempt in Attempt.objects.all():
        jobs = GradingJob.objects.filter(attempt=attempt).count()
        numbers = AttemptPaper.objects.get(pk=attempt.pk).key_numbers
        if (attempt.state, jobs) != (states.CLOSED, 1) or snapshot_hash(attempt, numbers) != attempt.snapshot_hash:
            found.append((attempt.pk, attempt.state, jobs))
        if ResponseEvent.objects.filter(attempt=attempt, received_at__gt=attempt.accept_until).exists():
            found.append((attempt.pk, "late"))
        if OutboxMessage.objects.filter(payload__attempt_id=attempt.pk).count() > 1:
            found.append((attempt.pk, "announced twice"))
    found += [answer for each in candidates for answer in each.handed_in if answer[0] != 200]
    return found


@pytest.mark.sqlite
def test_every_attempt_is_closed_once_with_all_acknowledged_answers(shared_database):
    assert wrong(run()) == []


@on_postgresql
def test_mutant_without_the_row_lock_is_noticed(shared_database):
    assert wrong(run("attempt-lock"))
