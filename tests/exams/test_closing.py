"""An attempt ends by the server's clock, exactly once, whoever notices it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from exams.errors import ExamProblem
from exams.exam_day import checklist
from exams.models import Accommodation, Attempt, GradingJob
from exams.representations import stamp
from exams.rules.timing import end_of_attempt
from exams.selectors import my_sittings
from exams.services.cancel_sitting import cancel_sitting
from exams.services.extend_time import extend_time
from exams.services.invite_candidates import invite_candidates
from exams.services.start_attempt import start_attempt
from exams.services.sweep_attempts import close_overdue
from foundation.models import Notice
from foundation.registries.tasks import tasks_of
from tests.exams.exam_stories import MINUTE, Desk, open_now, started
from training_site.templatetags.shell import local_time


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


def seen(address: str, *, by: str = "learner"):
    """A read of that page or API address by the learner or the officer."""

    def read(cast, desk, sign_in):
        path = address.format(attempt=desk.attempt["id"], sitting=desk.attempt["sitting"])
        assert sign_in(getattr(cast, by)).get(path).status_code in (200, 404)

    return read


@pytest.mark.parametrize(
    "read",
    [
        seen("/api/v1/attempts/{attempt}"), seen("/api/v1/attempts/{attempt}/pulse"),
        seen("/api/v1/attempts/{attempt}/result"), seen("/api/v1/me/sittings"), seen("/exams/"),
        seen("/exams/{sitting}/"), seen("/exams/attempts/{attempt}/"), seen("/exams/officer/sittings/{sitting}/", by="officer"),
        seen("/exams/officer/attempts/{attempt}/", by="officer"),
    ],
)  # fmt: skip
def test_whoever_reads_it_after_the_end_closes_it_and_once(cast, desk, sign_in, read):
    run_out()
    read(cast, desk, sign_in)
    attempt = desk.row()
    assert (attempt.state, attempt.close_cause) == ("closed", "deadline") and attempt.closed_at == attempt.deadline_at
    read(cast, desk, sign_in)
    assert close_overdue() == 0 and GradingJob.objects.count() == 1 and desk.row().closed_at == attempt.closed_at


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


def test_after_the_window_an_extension_lets_start_until_it_is_used_up_and_says_so_beforehand(cast, sign_in):
    sitting = open_now(cast, closes_at=timezone.now() - timedelta(seconds=30), opens_at=timezone.now() - 90 * MINUTE)
    page = reverse("exams:intro", args=[sitting.pk])
    assert "开始考试" not in sign_in(cast.learner).get(page).content.decode()
    extend_time(sitting=sitting, minutes=10, reason="断网", by=cast.officer)
    told = sign_in(cast.learner).get(page).content.decode()
    ends = sitting.closes_at + 10 * MINUTE
    (row,) = Desk(cast.learner).call("get", "me/sittings").json()["sittings"]
    assert (row["phase"], row["ends_at"], row["closes_at"]) == ("open", stamp(ends), stamp(ends))
    assert "开始考试" in told and f"最晚 <b>{local_time(ends)}</b> 结束" in told
    assert start_attempt(sitting_id=sitting.pk, person=cast.learner).attempt.deadline_at == ends


def test_on_sqlite_no_more_write_at_once_than_it_is_good_for(cast, settings):
    settings.EXAM_WRITERS_ON_SQLITE = 1
    sitting = open_now(cast, [cast.learner, cast.cover])
    one, other = started(cast.learner, sitting), Desk(cast.cover)
    begun = other.call("post", f"sittings/{sitting.pk}/attempts")
    now = timezone.now()
    warned = "最多 1 人同时作答" in str(checklist(sitting, now=now, process_now=now))
    if connection.vendor == "postgresql":
        assert begun.status_code == 201 and not warned
        return
    assert (begun.status_code, begun.json()["code"]) == (503, "hall_full") and begun.headers["Retry-After"] and warned
    assert one.answer(1).status_code == 200 and Desk(cast.learner).start(sitting)["id"] == one.attempt["id"]
    one.hand_in()
    assert other.call("post", f"sittings/{sitting.pk}/attempts").status_code == 201


def test_the_end_is_the_earlier_of_limit_and_window_plus_extensions():
    at = timezone.now()
    given = {"started_at": at, "extra_percent": 0, "limit": 60 * MINUTE}
    assert end_of_attempt(**given, window_closes_at=at + 90 * MINUTE, extension=0 * MINUTE) == at + 60 * MINUTE
    assert end_of_attempt(**given, window_closes_at=at + 30 * MINUTE, extension=5 * MINUTE) == at + 35 * MINUTE


def ran_out(desk, minutes: int = 10) -> None:
    past = timezone.now() - timedelta(minutes=minutes)
    Attempt.objects.filter(pk=desk.attempt["id"]).update(
        started_at=past - timedelta(hours=1), deadline_at=past, accept_until=past
    )


def test_more_time_for_everyone_brings_nobody_back_whose_time_was_up(cast):
    sitting = open_now(cast, [cast.learner, cast.cover])
    late, writing = started(cast.learner, sitting), started(cast.cover, sitting)
    end = writing.row().deadline_at
    ran_out(late)
    extend_time(sitting=sitting, minutes=30, reason="断网", by=cast.officer)
    assert (late.row().state, late.row().close_cause) == ("closed", "deadline")
    assert writing.row().deadline_at == end + timedelta(minutes=30)
    assert late.answer(2).json()["code"] == "deadline_passed"


def test_calling_it_off_leaves_an_attempt_whose_time_was_up_and_keeps_its_result_in_sight(cast, sign_in, deliver):
    sitting = open_now(cast, [cast.learner, cast.cover], release_policy="automatic")
    late, writing = started(cast.learner, sitting), started(cast.cover, sitting)
    late.answer(1)
    ran_out(late)
    cancel_sitting(sitting=sitting, by=cast.officer, reason="停电")
    assert (late.row().state, writing.row().state) == ("closed", "void")
    deliver()
    page = sign_in(cast.learner).get(reverse("exams:sittings")).content.decode()
    assert sitting.title in page and reverse("exams:result", args=[late.row().pk]) in page
    assert sitting.title not in sign_in(cast.cover).get(reverse("exams:sittings")).content.decode()
    assert [each.phase for each in my_sittings(cast.learner, timezone.now())] == ["past"]


def test_nobody_is_invited_to_an_exam_that_was_called_off(cast, sign_in):
    sitting = open_now(cast)
    cancel_sitting(sitting=sitting, by=cast.officer, reason="停电")
    told = Notice.objects.filter(person=cast.cover).count()
    with pytest.raises(ExamProblem, match="考试已取消"):
        invite_candidates(sitting=sitting, people=[cast.cover], by=cast.officer)
    address = reverse("exams:sitting_people", args=[sitting.pk])
    client = sign_in(cast.officer)
    assert "再邀请" not in client.get(address).content.decode()
    assert "不能再邀请" in client.post(address, {"staff": cast.cover.username, "groups": 1}).content.decode()
    assert Notice.objects.filter(person=cast.cover).count() == told
