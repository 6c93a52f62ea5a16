"""Two deeds meet in the gap between a look and a deed: one is made to wait for the other's lock, then both end.

Size here: one attempt a story, every interleaving forced, none left to chance. Not on SQLite: its IMMEDIATE transaction
has no such gap, and whoever waits has not looked yet.
"""

import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import override_settings

from exams.errors import ExamProblem
from exams.models import Attempt, GradingJob, KeyChange, MarkingTask, PaperVersion, ResponseEvent, Result
from exams.services.cancel_sitting import cancel_sitting
from exams.services.claim_task import claim_task
from exams.services.close_attempt import close_attempt
from exams.services.correct_mark import correct_mark
from exams.services.decide_key_change import approve_key_change
from exams.services.extend_time import extend_time
from exams.services.give_mark import give_mark
from exams.services.mark_attempt import mark_attempt
from exams.services.propose_key_change import corrected_key, propose_key_change
from exams.services.publish_paper import publish_paper
from exams.services.read_responses import read_items
from exams.services.release_results import release_results
from exams.services.reopen_attempt import approve_reopening, ask_to_reopen
from exams.services.save_responses import save_responses
from exams.services.sign_paper import sign_paper
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from exams.services.sweep_attempts import close_overdue
from exams.services.transition import lock_attempt
from foundation import facts
from foundation.clock import database_now
from foundation.models import AuditEntry, OutboxMessage
from tests.cast import make_cast
from tests.exams.exam_stories import MINUTE, draft_paper, open_now
from tests.exams.marking_stories import handed_in
from tests.faults.rig import on_postgresql
from tests.meeting import meet

pytestmark = [pytest.mark.fault, pytest.mark.services, on_postgresql]


def meeting(first, *then) -> list:
    """As `meet`; of a problem its code. What else was raised is raised here."""
    given = meet(first, *then)
    for each in given:
        if isinstance(each, Exception) and not isinstance(each, ExamProblem):
            raise each
    return [each.code if isinstance(each, ExamProblem) else each for each in given]


@pytest.fixture
def story(shared_database):
    cast = make_cast()
    return cast, open_now(cast)


def test_a_start_that_waits_for_a_cancelling_sees_it(story):
    cast, sitting = story
    told = meeting(
        lambda: cancel_sitting(sitting=sitting, by=cast.officer, reason="停电"),
        lambda: start_attempt(sitting_id=sitting.pk, person=cast.learner),
    )
    assert told == ["sitting_cancelled"] and not Attempt.objects.exists()


def test_a_cancelling_that_waits_for_a_start_makes_it_void(story):
    cast, sitting = story
    meeting(
        lambda: start_attempt(sitting_id=sitting.pk, person=cast.learner),
        lambda: cancel_sitting(sitting=sitting, by=cast.officer, reason="停电"),
    )
    assert Attempt.objects.get().state == Attempt.State.VOID


def minutes_of(attempt: Attempt) -> float:
    return (attempt.deadline_at - attempt.started_at) / MINUTE


def more_time(cast, sitting):
    return lambda: extend_time(sitting=sitting, minutes=10, reason="断网", by=cast.officer)


def begins(cast, sitting):
    return lambda: start_attempt(sitting_id=sitting.pk, person=cast.learner)


@pytest.mark.parametrize("turn", ["start waits", "extension waits"])
def test_more_time_for_everyone_reaches_who_starts_at_that_moment(story, turn):
    deeds = [more_time(*story), begins(*story)]
    meeting(*(deeds if turn == "start waits" else reversed(deeds)))
    assert minutes_of(Attempt.objects.get()) == 70


def test_mutant_without_the_lock_more_time_passes_a_start_by(story):
    with override_settings(SABOTAGE=frozenset({"start-lock"})):
        meeting(begins(*story), more_time(*story))
    assert minutes_of(Attempt.objects.get()) == 60


def run_out() -> Attempt:
    past = database_now() - 2 * MINUTE
    Attempt.objects.update(started_at=past - 60 * MINUTE, deadline_at=past, accept_until=past)
    return Attempt.objects.get()


def closed_and_marked(attempt: Attempt):
    def deed():
        close_attempt(attempt_id=attempt.pk, cause=Attempt.CloseCause.DEADLINE)
        mark_attempt(attempt_id=attempt.pk)

    return deed


def second_start_while_the_first_is_closed(cast, sitting) -> list[str]:
    """The states of both attempts."""
    sitting.attempts_allowed = 2
    sitting.save()
    start_attempt(sitting_id=sitting.pk, person=cast.learner)
    meeting(closed_and_marked(run_out()), begins(cast, sitting))
    return list(Attempt.objects.order_by("number").values_list("state", flat=True))


def test_a_start_that_finds_its_attempt_being_closed_leaves_it_closed_once(story):
    assert second_start_while_the_first_is_closed(*story) == ["graded", "in_progress"]
    assert GradingJob.objects.count() == 1
    assert OutboxMessage.objects.filter(fact="exams.attempt_closed").count() == 1


def test_mutant_without_the_lock_a_start_takes_a_marked_attempt_back(story):
    with override_settings(SABOTAGE=frozenset({"attempt-lock"})):
        assert second_start_while_the_first_is_closed(*story) == ["closed", "in_progress"]


def sweeps_when_it_is_over():
    """The sweep a moment after the attempt's present end; more time is given just before that end."""
    end = Attempt.objects.get().accept_until
    return lambda: close_overdue(at=end + MINUTE)


def test_the_sweep_that_waits_for_more_time_closes_nothing(story):
    cast, sitting = story
    start_attempt(sitting_id=sitting.pk, person=cast.learner)
    assert meeting(more_time(*story), sweeps_when_it_is_over()) == [0]
    assert Attempt.objects.get().state == Attempt.State.IN_PROGRESS


def test_mutant_without_the_lock_the_sweep_closes_what_got_more_time(story):
    cast, sitting = story
    start_attempt(sitting_id=sitting.pk, person=cast.learner)
    with override_settings(SABOTAGE=frozenset({"attempt-lock"})):
        assert meeting(more_time(*story), sweeps_when_it_is_over()) == [1]


def two_sign(cast, sitting) -> list:
    """A reopening that one officer asked for is approved by two others at the same moment."""
    attempt = start_attempt(sitting_id=sitting.pk, person=cast.learner).attempt
    submit_attempt(attempt_id=attempt.pk, person=cast.learner)
    asked = ask_to_reopen(attempt_id=attempt.pk, by=cast.officer, seconds=600, reason="停电")
    return meeting(
        *(lambda by=by: approve_reopening(reopening=asked, by=by) and "" for by in (cast.officer_b, cast.admin))
    )


def test_of_two_second_signatures_at_once_one_counts(story):
    assert two_sign(*story) == ["wrong_state"]
    assert AuditEntry.objects.filter(verb="attempt.reopened").count() == 1


def test_mutant_without_the_locks_both_sign(story):
    with override_settings(SABOTAGE=frozenset({"attempt-lock", "start-lock"})):
        two_sign(*story)
    assert AuditEntry.objects.filter(verb="attempt.reopened").count() == 2


def test_of_two_signatures_under_a_paper_or_a_key_at_once_one_counts(story):
    cast, sitting = story
    paper = draft_paper(cast, title="第二张卷")
    publish_paper(paper=paper, by=cast.officer)
    version = sitting.paper_version.questions.first().version
    key = corrected_key(version, given={"correct": ["A"]}, everyone=False, explanation="")
    change = propose_key_change(version=version, key=key, reason="指南已改", by=cast.officer)
    locks = lambda model, pk: lambda: model.objects.select_for_update().get(pk=pk)  # noqa: E731
    signs = lambda: sign_paper(paper=paper, by=cast.officer_b) and "signed"  # noqa: E731
    agrees = lambda: approve_key_change(change_id=change.pk, by=cast.officer_b) and "agreed"  # noqa: E731
    frozen = paper.versions.get(state="frozen")
    assert sorted(meeting(locks(PaperVersion, frozen.pk), signs, signs)) == ["signed", "wrong_state"]
    assert sorted(meeting(locks(KeyChange, change.pk), agrees, agrees)) == ["agreed", "wrong_state"]
    signed = AuditEntry.objects.filter(verb="paper.published", after__published_by=cast.officer.username)
    assert signed.filter(actor=cast.officer_b.username).count() == 2, "the story's own paper, and once this one"
    assert AuditEntry.objects.filter(verb="key_change.approved").count() == 1


def saves(cast, attempt: Attempt, choice: int):
    row = attempt.paper.questions[0]
    change = {"question": row["id"], "value": list(row["ids"])[choice], "seq": 1}
    items = read_items({"responses": [change]}, attempt.paper.shapes)
    given = {"attempt_id": attempt.pk, "person_id": cast.learner.pk, "client": "rig", "items": items}
    return lambda: "saved" if save_responses(**given) else ""


def two_answers_at_once(cast, sitting) -> list:
    """Two tabs of one device send different answers under one number, and both wait for the attempt."""
    attempt = start_attempt(sitting_id=sitting.pk, person=cast.learner).attempt
    return meeting(lambda: lock_attempt(attempt.pk), saves(cast, attempt, 0), saves(cast, attempt, 1))


def test_of_two_answers_under_one_number_only_the_stored_one_is_acknowledged(story):
    assert sorted(two_answers_at_once(*story)) == ["saved", "seq_reused"]
    assert ResponseEvent.objects.count() == 1


def test_mutant_that_never_looks_again_acknowledges_both(story):
    with override_settings(SABOTAGE=frozenset({"told-apart"})):
        assert two_answers_at_once(*story) == ["saved", "saved"]
    assert ResponseEvent.objects.count() == 1


def test_after_the_end_an_answer_is_refused(story):
    assert late_answer(*story) == ["deadline_passed"] and not ResponseEvent.objects.exists()


def test_mutant_that_does_not_look_at_the_end_takes_it(story):
    with override_settings(SABOTAGE=frozenset({"deadline"})):
        assert late_answer(*story) == ["saved"]


def test_an_answer_that_came_in_time_and_waited_past_the_end_is_taken(story):
    cast, sitting = story
    attempt = start_attempt(sitting_id=sitting.pk, person=cast.learner).attempt
    soon = database_now() + timedelta(seconds=0.4)
    Attempt.objects.update(deadline_at=soon, accept_until=soon)
    others_are_slow = lambda: time.sleep(0.8)  # noqa: E731
    assert meeting(lambda: lock_attempt(attempt.pk), saves(cast, attempt, 0), others_are_slow) == ["saved", None]
    assert ResponseEvent.objects.get().received_at <= soon < database_now()


def late_answer(cast, sitting) -> list:
    attempt = start_attempt(sitting_id=sitting.pk, person=cast.learner).attempt
    run_out()
    return meeting(lambda: lock_attempt(attempt.pk), saves(cast, attempt, 0))


@pytest.fixture
def marked(shared_database):
    """The reviewer gave the learner's text 2 of 5 points, and will give 5; nothing is released."""
    cast = make_cast()
    sitting, _ = handed_in(cast, [cast.learner], facts.drain_all)
    version = MarkingTask.objects.get().version_id
    task = claim_task(sitting=sitting, version_id=version, by=cast.reviewer)
    give_mark(task_id=task.pk, by=cast.reviewer, awarded=[(Decimal(0), Decimal(3)), (Decimal(2), Decimal(2))])
    best = [(Decimal(3), Decimal(3)), (Decimal(2), Decimal(2))]
    return (
        lambda: release_results(sitting=sitting, by=cast.officer),
        lambda: correct_mark(task_id=task.pk, by=cast.reviewer, awarded=best) and "corrected",
    )


def released_score() -> tuple:
    """(score, how often it moved) of the released result, and of what the candidate is shown."""
    result = Result.objects.exclude(released_at=None).get()
    return result.score, result.changes.count(), sum(row["points"] for row in result.attempt.review.questions)


def test_a_correction_that_waits_for_the_release_comes_too_late(marked):
    release, correct = marked
    assert meeting(release, correct) == ["mark_released"]
    assert released_score() == (4, 0, 4)


def test_a_release_that_waits_for_a_correction_shows_the_corrected_mark(marked):
    release, correct = marked
    meeting(correct, release)
    assert released_score() == (7, 1, 7)


def test_mutant_without_the_lock_a_released_mark_is_corrected(marked):
    release, correct = marked
    with override_settings(SABOTAGE=frozenset({"attempt-lock"})):
        assert meeting(release, correct) == ["corrected"]
    assert released_score()[0] == 7
