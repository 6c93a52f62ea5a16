"""A9: nobody sweeps while attempts run out, then three sweepers start at once. Each attempt is closed once, at its end.

Size here: 60 attempts; full size: 200.
"""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from exams.models import Attempt, GradingJob
from exams.services.start_attempt import start_attempt
from exams.services.sweep_attempts import close_overdue, lag
from foundation.models import OutboxMessage
from tests.faults.rig import hall, on_postgresql, size

pytestmark = [pytest.mark.fault, pytest.mark.services, on_postgresql]


def run() -> list[int]:
    """How many attempts each of three sweepers says it closed."""
    sitting, people = hall(size(60, 200))
    for person in people:
        start_attempt(sitting_id=sitting.pk, person=person)
    past = timezone.now() - timedelta(minutes=15)
    Attempt.objects.update(started_at=past - timedelta(minutes=30), deadline_at=past, accept_until=past)
    assert lag() >= timedelta(minutes=14)
    bell, closed = threading.Barrier(3), []

    def sweep():
        bell.wait()
        closed.append(close_overdue())
        connection.close()

    sweepers = [threading.Thread(target=sweep) for _ in range(3)]
    for each in sweepers:
        each.start()
    for each in sweepers:
        each.join()
    return closed


def test_three_sweepers_close_each_attempt_once_at_its_deadline(shared_database):
    closed = run()
    assert sum(closed) == Attempt.objects.count() == GradingJob.objects.count()
    assert all(each.closed_at == each.deadline_at and each.close_cause == "deadline" for each in Attempt.objects.all())
    assert OutboxMessage.objects.filter(fact="exams.attempt_closed").count() == Attempt.objects.count()
    assert lag() == timedelta(0)


def test_mutant_an_unguarded_update_is_noticed(shared_database):
    with override_settings(SABOTAGE=frozenset({"attempt-lock", "state-table"})):
        closed = run()
    assert sum(closed) > Attempt.objects.count()
