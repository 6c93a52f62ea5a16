"""What gives an exam's answers away waits until nobody may sit it any more."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.exam_day import checklist
from exams.models import Attempt, AttemptReview, Candidacy, MarkingTask, Sitting
from exams.rules import states
from exams.services.arrange_sitting import withdraw_candidate
from exams.services.extend_time import extend_time
from exams.services.invite_candidates import invite_candidates
from exams.services.release_results import release_results
from exams.services.write_reviews import write_waiting_reviews
from exams.still_to_sit import still_to_sit
from exams.tasks import write_reviews_that_waited
from foundation import facts
from foundation.models import Notice
from organisation.models import Role
from organisation.services.grant_role import grant_role
from tests.cast import make_cast
from tests.exams.exam_stories import MINUTE, open_now, started
from tests.exams.marking_stories import handed_in, markers
from tests.faults.rig import on_postgresql
from tests.meeting import meet

WAITS = "还有人没考完这一场"


@pytest.fixture
def sitting(cast) -> Sitting:
    """Two attempts each, results at once; the learner and a colleague are invited."""
    return open_now(cast, [cast.learner, cast.cover], attempts_allowed=2, release_policy="automatic")


def sat(person, sitting, deliver, *, right: bool = False):
    desk = started(person, sitting)
    if right:
        desk.put(*(desk.change(number) for number in (1, 2, 3)))
    desk.hand_in()
    deliver()
    return desk


def seen(desk) -> tuple[bool, bool]:
    """Whether page and API show a key."""
    page = desk.http.get(reverse("exams:result", args=[desk.attempt["id"]])).content.decode()
    return "逐题回顾</h2>" in page, "questions" in desk.call("get", f"{desk.path}/result").json()


def is_over() -> None:
    Sitting.objects.update(closes_at=timezone.now() - MINUTE)


def test_who_may_sit_again_gets_the_score_and_no_key(cast, sitting, deliver):
    desk = sat(cast.learner, sitting, deliver)
    assert desk.row().state == Attempt.State.RELEASED and not AttemptReview.objects.exists()
    assert seen(desk) == (False, False)
    assert WAITS in desk.http.get(reverse("exams:result", args=[desk.attempt["id"]])).content.decode()
    second = sat(cast.learner, sitting, deliver, right=True)
    assert seen(second) == (False, False), "a colleague has yet to sit it"
    assert write_reviews_that_waited() == 0
    is_over()
    assert write_reviews_that_waited() == 2 and write_waiting_reviews() == 0
    assert seen(desk) == seen(second) == (True, True) and not Sitting.objects.get().reviews_wait
    assert Notice.objects.filter(person=cast.learner, title__startswith="可以看逐题回顾了").count() == 2


def test_mutant_that_does_not_wait_is_noticed(cast, sitting, deliver, settings):
    settings.SABOTAGE = frozenset({"reviews-wait"})
    assert seen(sat(cast.learner, sitting, deliver)) == (True, True)


def test_it_is_over_as_soon_as_nobody_is_left(cast, deliver):
    sitting = open_now(cast, [cast.learner, cast.cover, cast.trainer])
    for person in (cast.learner, cast.cover):
        sat(person, sitting, deliver)
    release_results(sitting=sitting, by=cast.officer)
    now = timezone.now()
    assert still_to_sit(sitting, now) == 1 and not AttemptReview.objects.exists()
    withdraw_candidate(candidacy=Candidacy.objects.get(person=cast.trainer), by=cast.officer, at=now)
    assert still_to_sit(sitting, now) == 0 and write_waiting_reviews() == 2


def test_more_time_after_the_close_and_an_attempt_under_way_keep_it_open(cast):
    sitting = open_now(cast, [cast.learner, cast.cover])
    started(cast.learner, sitting)
    later = sitting.closes_at + 5 * MINUTE
    assert (still_to_sit(sitting, timezone.now()), still_to_sit(sitting, later)) == (2, 1)
    extend_time(sitting=sitting, minutes=10, reason="断网", by=cast.officer)
    assert (still_to_sit(sitting, later), still_to_sit(sitting, later + 10 * MINUTE)) == (2, 1)
    Attempt.objects.filter(state=states.IN_PROGRESS).update(state=states.VOID)
    assert still_to_sit(sitting, later + 10 * MINUTE) == 0


def test_the_days_for_an_appeal_count_from_when_there_is_something_to_see(cast, sitting, deliver):
    desk = sat(cast.learner, sitting, deliver)
    Sitting.objects.update(closes_at=timezone.now() + timedelta(days=30))
    page = desk.http.get(reverse("exams:result", args=[desk.attempt["id"]])).content.decode()
    day = timezone.localtime(timezone.now() + timedelta(days=37))
    assert f"{day:%m-%d}" in page and "都可以申诉" in page


def test_the_officer_is_told_before_the_release(cast, deliver, sign_in):
    sitting = open_now(cast, [cast.learner, cast.cover])
    sat(cast.learner, sitting, deliver)
    check = reverse("exams:officer_check", args=[sitting.pk])
    assert "还有 1 人可以考这一场" in sign_in(cast.officer).get(check).content.decode()
    is_over()
    assert "可以考这一场" not in sign_in(cast.officer).get(check).content.decode()


def test_who_has_yet_to_sit_neither_marks_the_others_nor_reads_the_paper(cast, deliver, sign_in):
    sitting, _ = handed_in(cast, [cast.learner], deliver)
    invite_candidates(sitting=sitting, people=[cast.reviewer, cast.officer], by=cast.officer_b)
    paper = reverse("exams:officer_paper", args=[sitting.paper_version_id])
    (other,) = markers(cast, 1)
    pages = {
        person: sign_in(person).get(reverse("exams:marking")).content.decode() for person in (cast.reviewer, other)
    }
    assert "开始评" not in pages[cast.reviewer] and "开始评" in pages[other]
    assert sign_in(cast.officer).get(paper).status_code == 404
    assert sign_in(cast.officer_b).get(paper).status_code == 200
    version = sitting.paper_version.questions.first().version
    correct = reverse("exams:officer_change_key", args=[version.pk])
    assert [sign_in(each).get(correct).status_code for each in (cast.officer, cast.officer_b)] == [404, 200]
    now = timezone.now()
    check = next(each for each in checklist(sitting, now=now, process_now=now) if each.name == "考生不经手试卷")
    assert check.state == "look" and cast.reviewer.name in check.text and cast.officer.name in check.text
    is_over()
    assert sign_in(cast.officer).get(paper).status_code == 200
    assert "开始评" in sign_in(cast.reviewer).get(reverse("exams:marking")).content.decode()


def test_double_marking_asks_for_a_third_marker_before_the_day(cast, deliver):
    sitting, _ = handed_in(cast, [cast.learner], deliver, double_marking=True)

    def markers_check():
        now = timezone.now()
        return next(each.state for each in checklist(sitting, now=now, process_now=now) if each.name == "阅卷员")

    assert MarkingTask.objects.exists() and markers_check() == "stop"  # the reviewer alone
    grant_role(person=cast.trainer, role=Role.MARKER, node=cast.hall, by=cast.admin)
    assert markers_check() == "look"
    grant_role(person=cast.officer_b, role=Role.MARKER, node=cast.hall, by=cast.admin)
    assert markers_check() == "ok"


@pytest.mark.services
@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_release_in_the_midst_of_the_sweep_is_not_forgotten(transactional_db):
    cast = make_cast()
    sitting = open_now(cast, [cast.learner, cast.cover], attempts_allowed=2)
    sat(cast.learner, sitting, facts.drain_all)
    release_results(sitting=sitting, by=cast.officer)
    sat(cast.cover, sitting, facts.drain_all)
    over = sitting.closes_at + MINUTE
    given = meet(
        lambda: release_results(sitting=sitting, by=cast.officer), lambda: write_waiting_reviews(at=over)
    )  # fmt: skip
    assert given == [1] and Sitting.objects.get().reviews_wait, "the one that was released when the sweep began"
    assert write_waiting_reviews(at=over) == 1 and not Sitting.objects.get().reviews_wait
