"""An officer stops the clock of an attempt and lets it run on: nothing is lost, nothing is gained."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from exams.errors import ExamProblem
from exams.models import Attempt
from exams.services.extend_time import extend_time
from exams.services.suspend_attempt import resume_attempt, suspend_attempt
from exams.services.sweep_attempts import close_overdue
from foundation.models import AuditEntry
from foundation.registries.tasks import tasks_of
from tests.exams.exam_stories import MINUTE, Desk, open_now, started
from tests.exams.test_bad_input import refused, state_of


@pytest.fixture
def desk(cast):
    desk = started(cast.learner, open_now(cast, attempts_allowed=2))
    desk.answer(1)
    return desk


def stopped(cast, desk) -> Attempt:
    return suspend_attempt(attempt_id=desk.row().pk, by=cast.officer, reason="消防演练")


def test_while_the_clock_stands_nothing_is_saved_handed_in_taken_over_or_closed(cast, desk):
    stopped(cast, desk)
    before = state_of(desk)
    refused(desk, desk.answer(2), "suspended", 409)
    refused(desk, desk.hand_in(), "suspended", 409)
    refused(desk, desk.call("post", f"{desk.path}/lease", {"client": "phone"}), "suspended", 409)
    assert desk.call("get", f"{desk.path}/pulse").json()["state"] == "suspended"
    assert "questions" not in desk.call("get", desk.path).json()
    again = Desk(cast.learner).call("post", f"sittings/{desk.attempt['sitting']}/attempts")
    assert (again.status_code, again.json()["id"], again.json()["state"]) == (200, desk.attempt["id"], "suspended")
    (mine,) = desk.call("get", "me/sittings").json()["sittings"]
    assert (mine["phase"], mine["attempt"]) == ("running", desk.attempt["id"])
    assert close_overdue(at=timezone.now() + timedelta(hours=9)) == 0
    assert state_of(desk) == before


def test_whoever_may_let_it_run_on_is_reminded_until_it_does(cast, desk):
    def slips(person) -> list[str]:
        return [each.url for each in tasks_of(person, timezone.now()) if each.kind == "已暂停的作答"]

    attempt = stopped(cast, desk)
    page = reverse("exams:officer_attempt", args=[attempt.pk])
    assert slips(cast.officer) == slips(cast.officer_b) == [page]
    assert slips(cast.learner) == slips(cast.stranger) == []
    resume_attempt(attempt_id=attempt.pk, by=cast.officer_b)
    assert slips(cast.officer) == []


def test_going_on_gives_back_exactly_the_time_that_stood_still(cast, desk):
    attempt = stopped(cast, desk)
    ends, since = attempt.deadline_at, attempt.suspended_at
    extend_time(sitting=attempt.sitting, minutes=5, reason="断网", by=cast.officer)
    resume_attempt(attempt_id=attempt.pk, by=cast.officer_b, at=since + 7 * MINUTE)
    row = desk.row()
    assert (row.state, row.deadline_at) == ("in_progress", ends + 12 * MINUTE)
    assert row.accept_until - row.deadline_at == timedelta(seconds=row.sitting.grace_seconds)
    assert desk.answer(2).status_code == 200 and desk.hand_in().json()["state"] == "closed"
    told = AuditEntry.objects.filter(verb__in=["attempt.suspended", "attempt.resumed"]).order_by("sequence")
    assert [(each.verb, each.actor, each.reason) for each in told] == [
        ("attempt.suspended", cast.officer.username, "消防演练"), ("attempt.resumed", cast.officer_b.username, ""),
    ]  # fmt: skip


def test_only_what_runs_is_suspended_and_only_what_is_suspended_goes_on(cast, desk):
    deeds = {
        "suspend": lambda: stopped(cast, desk),
        "resume": lambda: resume_attempt(attempt_id=desk.row().pk, by=cast.officer),
    }

    def cannot(name):
        with pytest.raises(ExamProblem, match="当前状态"):
            deeds[name]()

    cannot("resume")
    deeds["suspend"]()
    cannot("suspend")
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.update(suspended_at=None)
    deeds["resume"]()
    desk.hand_in()
    cannot("suspend")
    cannot("resume")
    late = started(cast.learner, desk.row().sitting)
    past = timezone.now() - MINUTE
    Attempt.objects.filter(pk=late.row().pk).update(started_at=past - MINUTE, deadline_at=past, accept_until=past)
    with pytest.raises(ExamProblem):
        stopped(cast, late)


def test_the_officer_does_it_on_the_page_and_the_candidate_reads_it(cast, desk, sign_in):
    pk, sitting = desk.row().pk, desk.attempt["sitting"]
    page, live = reverse("exams:officer_attempt", args=[pk]), reverse("exams:officer_sitting", args=[sitting])
    client = sign_in(cast.officer)
    assert "暂停这份作答" in client.get(page).content.decode()
    client.post(reverse("exams:officer_attempt_do", args=[pk, "suspend"]), {"why": "电脑故障"})
    assert "已暂停" in client.get(live).content.decode() and "恢复作答" in client.get(page).content.decode()
    said = desk.http.get(reverse("exams:attempt", args=[pk])).content.decode()
    assert "考务员已暂停您的作答" in said and "第 1 题：最迟几日内一次告知？" not in said
    client.post(reverse("exams:officer_attempt_do", args=[pk, "resume"]))
    assert desk.row().state == "in_progress"
    assert "第 1 题：最迟几日内一次告知？" in desk.http.get(reverse("exams:attempt", args=[pk])).content.decode()
