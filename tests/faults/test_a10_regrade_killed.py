"""A10: the process that regrades after a key change is killed again and again. Every attempt ends with one current
mark by the new key beside the old one, none is moved twice, and the results are those of an undisturbed regrade.

Size here: 24 attempts, 3 kills; the full size (`make faults`): 500 attempts, 20 kills. The mutant notes that an attempt is
done before it is. The grading itself is killed in
test_a10_grading_killed.py; which certificates are concerned is shown before the signature (tests/exams/test_key_change.py).
Not on SQLite: its worker lives in the one process that A12 kills.
"""

import os
import signal
import time

import pytest
from django.test import override_settings
from django.utils import timezone

from exams.models import Attempt, Mark, RegradeItem, Result, ResultChange
from exams.services.apply_key_change import apply_waiting
from exams.services.decide_key_change import approve_key_change
from exams.services.mark_attempt import mark_attempt
from exams.services.propose_key_change import corrected_key, propose_key_change
from exams.services.read_responses import read_items
from exams.services.release_results import release_results
from exams.services.save_responses import save_responses
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from foundation.models import User
from tests.cast import make_cast
from tests.exams.exam_stories import open_now
from tests.faults.rig import in_a_process, on_postgresql, size

pytestmark = [pytest.mark.fault, pytest.mark.services, on_postgresql]


def sat(count: int):
    """An approved change of question 1 (B becomes A), and `count` released attempts: every second one chose A."""
    cast = make_cast()
    people = User.objects.bulk_create(
        [User(username=f"c{number:04d}", name=f"考生 {number}", password="!") for number in range(count)]
    )
    sitting = open_now(cast, list(people))
    for place, person in enumerate(people):
        attempt = start_attempt(sitting_id=sitting.pk, person=person, client="rig").attempt
        row = attempt.paper.questions[0]
        shown = next(name for name, true in row["ids"].items() if true == "BA"[place % 2])
        items = read_items({"responses": [{"question": row["id"], "value": shown, "seq": 1}]}, attempt.paper.shapes)
        save_responses(attempt_id=attempt.pk, person_id=person.pk, client="rig", items=items, at=timezone.now())
        submit_attempt(attempt_id=attempt.pk, person=person)
        mark_attempt(attempt_id=attempt.pk)
    release_results(sitting=sitting, by=cast.officer)
    version = sitting.paper_version.questions.get(position=1).version
    key = corrected_key(version, given={"correct": ["A"]}, everyone=False, explanation="")
    change = propose_key_change(version=version, key=key, reason="答案有误", by=cast.officer)
    return approve_key_change(change_id=change.pk, by=cast.officer_b)


def regrade_under_fire(count: int, kills: int) -> None:
    """Processes that regrade are killed once each has done its share; then one is left in peace."""
    done = sat(count).items.filter(done_at__isnull=False)
    assert not done.exists(), "nothing is regraded before the worker comes"
    for kill in range(1, kills + 1):
        pid = in_a_process(apply_waiting)
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            if done.count() >= count * kill // (kills + 1):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                break
            time.sleep(0.001)
    apply_waiting()


def left_behind() -> int:
    """Attempts without one current mark of the new key, or with a result that does not follow from it."""
    wrong = 0
    for attempt in Attempt.objects.select_related("result"):
        marks = list(Mark.objects.filter(attempt=attempt, number=1).order_by("sequence"))
        changes = ResultChange.objects.filter(result=attempt.result).count()
        wrong += not (
            [mark.key_number for mark in marks] == [1, 2] and attempt.result.score == marks[-1].points and changes == 1
        )
    return wrong


def test_a_regrade_killed_again_and_again_moves_every_result_once(shared_database):
    count, kills = size(24, 500), size(3, 20)
    regrade_under_fire(count, kills)
    assert left_behind() == 0
    assert RegradeItem.objects.filter(done_at=None).count() == 0
    assert Result.objects.filter(score=2).count() == count // 2
    print(f"{count} attempts, {kills} kills, 0 left behind")


def test_mutant_that_notes_done_first_leaves_attempts_behind(shared_database):
    with override_settings(SABOTAGE=frozenset({"regrade-resumes"})):
        regrade_under_fire(12, 1)
    assert left_behind() > 0
