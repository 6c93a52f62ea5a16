"""Markers take answers at the same moment: no answer is ever in two pairs of hands.

Size here: 8 markers, 3 rounds over 24 answers.
"""

import pytest
from django.test import override_settings

from exams.models import Attempt, AttemptPaper, MarkingTask
from exams.services.claim_task import claim_task
from foundation.models import User
from tests.cast import make_cast
from tests.exams.exam_stories import open_now
from tests.exams.marking_stories import markers, written_paper
from tests.faults.rig import on_postgresql
from tests.meeting import at_once

pytestmark = [pytest.mark.fault, pytest.mark.services, on_postgresql]
MARKERS, ROUNDS = 8, 3


def race(*broken: str) -> list[list[int]]:
    """Per round, the tasks that were taken."""
    cast = make_cast()
    people = markers(cast, MARKERS)
    learners = User.objects.bulk_create(
        [User(username=f"c{n}", name=f"考生 {n}", password="!") for n in range(MARKERS * ROUNDS)]
    )
    version = written_paper(cast)
    sitting = open_now(cast, list(learners), version=version)
    written = version.questions.get(position=2)
    for seat in sitting.candidacies.select_related("person"):
        attempt = Attempt.objects.create(
            candidacy=seat, sitting=sitting, person=seat.person, number=1, paper_version=version, paper_hash="x",
            seed=seat.pk, state="closed", created_at=sitting.opens_at, started_at=sitting.opens_at,
            deadline_at=sitting.closes_at, accept_until=sitting.closes_at, closed_at=sitting.opens_at,
            snapshot_hash="x", close_cause="submitted",
        )  # fmt: skip
        AttemptPaper.objects.create(attempt=attempt, payload="{}", shapes={}, questions=[], key_numbers={})
        MarkingTask.objects.create(attempt=attempt, number=2, version=written.version, max_points=5)
    rounds = []
    for _ in range(ROUNDS):
        takes = [lambda by=by: claim_task(sitting=sitting, version_id=written.version_id, by=by).pk for by in people]
        with override_settings(SABOTAGE=frozenset(broken)):
            taken = at_once(MarkingTask, *takes)
        rounds.append(taken)
        MarkingTask.objects.filter(pk__in=taken).delete()
    return rounds


def test_no_two_markers_ever_take_the_same_answer(shared_database):
    assert all(len(set(taken)) == MARKERS for taken in race())


def test_mutant_without_the_lock_two_hold_the_same(shared_database):
    assert all(len(set(taken)) == 1 for taken in race("marking-claim"))
