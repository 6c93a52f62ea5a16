"""What needs two people is refused to one, in the service and in the database."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone

from exams.errors import ExamProblem
from exams.models import Attempt, LateResponse, PaperVersion, Reopening
from exams.services.admit_late_responses import admit_late_responses, propose_late_responses
from exams.services.edit_paper import return_paper
from exams.services.publish_paper import publish_paper
from exams.services.reopen_attempt import approve_reopening, ask_to_reopen
from exams.services.sign_paper import sign_paper
from exams.services.sweep_attempts import close_overdue
from exams.services.void_attempt import approve_voiding, ask_to_void
from foundation.models import AuditEntry
from tests.exams.exam_stories import draft_paper, open_now, started


def refused(code, deed, **given):
    with pytest.raises(ExamProblem) as caught:
        deed(**given)
    assert caught.value.code == code


def test_nobody_signs_the_paper_they_published(cast):
    paper = draft_paper(cast)
    publish_paper(paper=paper, by=cast.officer)
    refused("same_person", sign_paper, paper=paper, by=cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperVersion.objects.update(signed_by=cast.officer, state="published")
    assert sign_paper(paper=paper, by=cast.officer_b).state == "published"


def test_a_paper_whose_key_was_corrected_while_it_was_frozen_is_not_signed(cast):
    """The freezing and the correction did not see each other: both were under way."""
    paper = draft_paper(cast)
    frozen = publish_paper(paper=paper, by=cast.officer)
    PaperVersion.objects.update(key_numbers={version: number + 1 for version, number in frozen.key_numbers.items()})
    refused("key_corrected", sign_paper, paper=paper, by=cast.officer_b)
    return_paper(version=frozen, by=cast.officer_b, reason="答案更正了")
    publish_paper(paper=paper, by=cast.officer)
    assert sign_paper(paper=paper, by=cast.officer_b).state == "published"


def test_a_closed_attempt_comes_back_only_by_two_people_and_is_marked_again(cast, deliver):
    desk = started(cast.learner, open_now(cast))
    desk.answer(1)
    desk.hand_in()
    deliver()
    asked = ask_to_reopen(attempt_id=desk.row().pk, by=cast.officer, seconds=600, reason="停电")
    refused("same_person", approve_reopening, reopening=asked, by=cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reopening.objects.update(approved_by=cast.officer)
    approve_reopening(reopening=asked, by=cast.officer_b)
    assert desk.answer(2).status_code == 200
    desk.hand_in()
    deliver()
    assert desk.row().state == Attempt.State.GRADED and desk.row().result.score == 4
    verbs = AuditEntry.objects.filter(verb__startswith="attempt.").values_list("verb", "actor")
    assert list(verbs) == [
        ("attempt.reopening_asked", cast.officer.username),
        ("attempt.reopened", cast.officer_b.username),
    ]


def test_an_attempt_becomes_void_only_by_two_people(cast):
    attempt = started(cast.learner, open_now(cast)).row()
    asked = ask_to_void(attempt_id=attempt.pk, by=cast.officer, reason="替考")
    refused("same_person", approve_voiding, voiding=asked, by=cast.officer)
    mutant = override_settings(SABOTAGE=frozenset({"second-signature"}))  # the database still refuses
    with mutant, pytest.raises(IntegrityError), transaction.atomic():
        approve_voiding(voiding=asked, by=cast.officer)
    assert approve_voiding(voiding=asked, by=cast.officer_b).state == Attempt.State.VOID
    refused("wrong_state", approve_voiding, voiding=asked, by=cast.admin)


def test_late_answers_count_only_after_two_people_admit_them(cast, deliver):
    desk = started(cast.learner, open_now(cast))
    past = timezone.now() - timedelta(seconds=60)
    Attempt.objects.update(deadline_at=past, accept_until=past)
    assert desk.answer(1).json()["code"] == "deadline_passed"
    close_overdue()
    deliver()
    assert desk.row().result.score == 0
    refused("wrong_state", admit_late_responses, attempt_id=desk.row().pk, by=cast.officer)
    propose_late_responses(attempt_id=desk.row().pk, by=cast.officer, why="网络中断，时间可信")
    refused("same_person", admit_late_responses, attempt_id=desk.row().pk, by=cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        LateResponse.objects.update(admitted_by=cast.officer)
    admit_late_responses(attempt_id=desk.row().pk, by=cast.officer_b)
    assert desk.row().result.score == 2
    marks = desk.row().marks.filter(number=1).values_list("sequence", "origin", "points")
    assert [(sequence, origin) for sequence, origin, _ in marks] == [(1, "rule"), (2, "late")]
