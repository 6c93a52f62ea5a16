"""An attempt ends by the server's clock, exactly once, whoever notices it."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.models import Accommodation, Attempt, GradingJob
from exams.rules.timing import end_of_attempt
from exams.services.start_attempt import start_attempt
from exams.services.sweep_attempts import close_overdue
from foundation.registries.tasks import tasks_of
from tests.exams.exam_stories import MINUTE, Desk, open_now, started


@pytest.fixture
def desk(cast):
    desk = started(cast.learner, open_now(cast, attempts_allowed=2, cooldown_minutes=30))
    desk.answer(1)
    return desk


def run_out(seconds: int = 60):
    past = timezone.now() - timedelta(seconds=seconds)
    Attempt.objects.update(deadline_at=past, accept_until=past + timedelta(seconds=10))


def test_the_sweep_closes_at_the_deadline_and_once(desk):
    run_out()
    assert (close_overdue(), close_overdue()) == (1, 0)
    attempt = desk.row()
    assert attempt.closed_at == attempt.deadline_at and attempt.close_cause == "deadline"
    assert GradingJob.objects.count() == 1


def test_with_the_sweep_dead_any_read_closes(desk):
    run_out()
    assert desk.call("get", desk.path).json()["state"] == "closed"
    assert desk.row().closed_at == desk.row().deadline_at


def test_nothing_closes_while_a_save_may_still_be_on_its_way(desk):
    run_out(seconds=12)
    assert close_overdue() == 0 and desk.row().state == "in_progress"


def test_a_second_attempt_waits_for_the_cool_down(cast, desk, sign_in):
    desk.hand_in()
    again = Desk(cast.learner).call("post", f"sittings/{desk.attempt['sitting']}/attempts").json()
    assert again["code"] == "cooling_down"
    page = sign_in(cast.learner).get(reverse("exams:intro", args=[desk.attempt["sitting"]])).content.decode()
    assert "以后可以再考" in page and "开始考试" not in page
    assert tasks_of(cast.learner, timezone.now())[0].starts == datetime.fromisoformat(again["again_at"])
    later = timezone.now() + 31 * MINUTE
    assert start_attempt(sitting_id=desk.attempt["sitting"], person=cast.learner, at=later).attempt.number == 2


def test_extra_time_is_given_also_at_the_end_of_the_window(cast):
    Accommodation.objects.create(
        person=cast.learner, extra_percent=25, granted_by=cast.officer, granted_at=timezone.now()
    )
    sitting = open_now(cast, closes_at=timezone.now() + 20 * MINUTE)
    attempt = start_attempt(sitting_id=sitting.pk, person=cast.learner).attempt
    assert attempt.deadline_at == sitting.closes_at + 15 * MINUTE


def test_the_end_is_the_earlier_of_limit_and_window_plus_extensions():
    at = timezone.now()
    given = {"started_at": at, "extra_percent": 0, "limit": 60 * MINUTE}
    assert end_of_attempt(**given, window_closes_at=at + 90 * MINUTE, extension=0 * MINUTE) == at + 60 * MINUTE
    assert end_of_attempt(**given, window_closes_at=at + 30 * MINUTE, extension=5 * MINUTE) == at + 35 * MINUTE
