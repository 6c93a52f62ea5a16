"""A10, the grading: the process that marks closed attempts is killed again and again. Each ends with one result, whole,
by the keys and the paper that its snapshot names.

Only in `make faults`: 500 attempts of 5 questions, 20 kills (the regrade after a key change is in
test_a10_regrade_killed.py). The mutant commits question by question. Not on SQLite: its worker lives in the one process
that A12 kills.
"""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db.models import Count
from django.test import override_settings
from django.utils import timezone

from exams.models import Attempt, AttemptPaper, GradingJob, Mark, Result
from exams.services.lay_out_paper import digest
from exams.services.read_responses import read_items
from exams.services.save_responses import save_responses
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from exams.tasks import mark_waiting_attempts
from tests.faults.rig import hall, in_a_process, on_postgresql, size

pytestmark = [pytest.mark.fault, pytest.mark.long, pytest.mark.services, on_postgresql]
QUESTIONS = 5


@override_settings(OUTBOX_WAKE="none")
def handed_in(count: int) -> dict[int, int]:
    """Attempt → points it deserves: 2 for each question that is right; number n of the crowd has n mod 6 right."""
    sitting, people = hall(count, questions=QUESTIONS)
    deserved = {}
    for place, person in enumerate(people):
        attempt = start_attempt(sitting_id=sitting.pk, person=person, client="rig").attempt
        right = place % (QUESTIONS + 1)
        changes = [
            {"question": row["id"], "seq": row["n"],
             "value": next(name for name, true in row["ids"].items() if true == ("B" if row["n"] <= right else "A"))}
            for row in attempt.paper.questions
        ]  # fmt: skip
        items = read_items({"responses": changes}, attempt.paper.shapes)
        save_responses(attempt_id=attempt.pk, person_id=person.pk, client="rig", items=items, at=timezone.now())
        submit_attempt(attempt_id=attempt.pk, person=person)
        deserved[attempt.pk] = 2 * right
    assert not Mark.objects.exists(), "nothing is marked before the worker comes"
    return deserved


def mark_all() -> None:
    """What the worker does, minute after minute: 200 a time, and one time more for what was refused."""
    for _ in range(2 + Attempt.objects.count() // 200):
        mark_waiting_attempts()


def under_fire(kills: int, strikes: Callable[[int], bool]) -> None:
    """Processes that mark are killed when `strikes(kill)`; then one is left in peace."""
    for kill in range(1, kills + 1):
        pid = in_a_process(mark_all)
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            if strikes(kill):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                break
            time.sleep(0.001)
    mark_all()


def halves() -> list[int]:
    """Attempts with some of their marks, but not all."""
    counts = Mark.objects.values("attempt").annotate(marks=Count("pk")).exclude(marks=QUESTIONS)
    return list(counts.values_list("attempt", flat=True))


def wrong(deserved: dict[int, int]) -> list[int]:
    """Attempts without exactly one result, of all their marks, by the keys of their snapshot."""
    scores = dict(Result.objects.values_list("attempt", "score"))
    marks = Counter(Mark.objects.filter(sequence=1, counts=True).values_list("attempt", flat=True))
    jobs = Counter(GradingJob.objects.exclude(done_at=None).values_list("attempt", "key_set"))
    found = []
    for attempt in Attempt.objects.all():
        numbers = AttemptPaper.objects.values_list("key_numbers", flat=True).get(pk=attempt.pk)
        job = jobs[attempt.pk, digest([attempt.snapshot_hash, numbers])]
        sound = (attempt.state, scores.get(attempt.pk), marks[attempt.pk], job)
        found += [attempt.pk] if sound != ("graded", deserved[attempt.pk], QUESTIONS, 1) else []
    return found


def test_marking_killed_again_and_again_gives_everyone_one_whole_result(shared_database):
    count, kills = size(60, 500), size(6, 20)
    deserved = handed_in(count)
    done = GradingJob.objects.exclude(done_at=None)
    under_fire(kills, lambda kill: done.count() >= count * kill // (kills + 1))
    assert wrong(deserved) == [] == halves()
    assert Mark.objects.count() == count * QUESTIONS and GradingJob.objects.count() == count
    print(f"{count} attempts, {kills} kills, one whole result each")


def test_mutant_that_commits_question_by_question_leaves_half_a_result(shared_database):
    deserved = handed_in(12)
    with override_settings(SABOTAGE=frozenset({"marks-together", "attempt-lock"})):
        under_fire(6, lambda kill: bool(halves()))
    assert wrong(deserved)
