"""A9: nobody sweeps for 15 minutes while attempts run out, then three sweepers start at once. Each attempt is closed
once, at its end; meanwhile no save is taken, whoever reads an attempt closes it, and the site says that it lags.

Size here: 60 attempts; the full size (`make faults`): 200. The mutant updates without lock and table. On SQLite too, a
third as many, but for the mutant: there the IMMEDIATE transaction is the lock, and of three sweepers each waits for its turn.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from exams.models import Attempt, GradingJob, LateResponse, ResponseEvent
from exams.services.start_attempt import start_attempt
from exams.services.sweep_attempts import close_overdue, lag
from foundation.models import OutboxMessage
from tests.exams.exam_stories import Desk
from tests.faults.rig import crowd, hall, on_postgresql
from tests.meeting import at_once

pytestmark = [pytest.mark.fault, pytest.mark.services]
READERS = (  # ways to read an attempt after its end, each of which closes it
    lambda desk: desk.call("get", desk.path),
    lambda desk: desk.call("get", f"{desk.path}/pulse"),
    lambda desk: desk.http.get(f"/exams/attempts/{desk.attempt['id']}/"),
    lambda desk: desk.hand_in(),
)


def ran_out() -> list[Desk]:
    """Candidates whose attempts ended 15 minutes ago, unnoticed; one still writes, and each of READERS reads."""
    sitting, people = hall(crowd(60, 200))
    desks = [Desk(person) for person in people[: 1 + len(READERS)]]
    for each in desks:
        each.start(sitting)
    for person in people[len(desks) :]:
        start_attempt(sitting_id=sitting.pk, person=person)
    past = timezone.now() - timedelta(minutes=15)
    Attempt.objects.update(started_at=past - timedelta(minutes=30), deadline_at=past, accept_until=past)
    return desks


def three_sweepers() -> list[int]:
    """How many attempts each of them says it closed."""
    if connection.vendor == "postgresql":
        return at_once(Attempt, *[close_overdue] * 3)
    with ThreadPoolExecutor(3) as sweepers:
        return [each.result() for each in [sweepers.submit(sweep_alone) for _ in range(3)]]


def sweep_alone() -> int:
    try:
        return close_overdue()
    finally:
        connection.close()


@pytest.mark.sqlite
def test_three_sweepers_close_each_attempt_once_at_its_deadline(shared_database):
    writing, *reading = ran_out()
    assert writing.answer(1).json()["code"] == "deadline_passed"
    assert not ResponseEvent.objects.exists() and LateResponse.objects.count() == 1
    assert lag() >= timedelta(minutes=14)
    assert Client().get("/readyz").json()["status"] == "degraded"
    for read, desk in zip(READERS, reading, strict=True):
        read(desk)
        assert (desk.row().close_cause, desk.row().closed_at) == ("deadline", desk.row().deadline_at), read
    attempts = Attempt.objects.count()
    assert sum(three_sweepers()) == attempts - len(READERS), "these were closed by being read"
    assert GradingJob.objects.count() == attempts
    assert all(each.closed_at == each.deadline_at and each.close_cause == "deadline" for each in Attempt.objects.all())
    assert OutboxMessage.objects.filter(fact="exams.attempt_closed").count() == attempts
    assert lag() == timedelta(0) and Client().get("/readyz").json()["status"] == "ready"
    print(f"{attempts} attempts, 3 sweepers, each closed once")


@on_postgresql
def test_mutant_an_unguarded_update_is_noticed(shared_database):
    ran_out()
    with override_settings(SABOTAGE=frozenset({"attempt-lock", "state-table"})):
        closed = three_sweepers()
    assert sum(closed) >= Attempt.objects.count() + 2, "the first of them at least was closed three times"
