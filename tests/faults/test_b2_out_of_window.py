"""B2: the paper cannot be had before the bell, after the end, or by somebody else; the order is kept by the server."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from exams.models import Attempt, Sitting
from exams.services.sweep_attempts import close_overdue
from tests.exams.exam_stories import MINUTE, Desk, open_now, started

pytestmark = [pytest.mark.fault, pytest.mark.sqlite, pytest.mark.django_db]
STEM = "最迟几日内一次告知"


def test_before_the_bell_there_is_no_paper(cast):
    sitting = open_now(cast, opens_at=timezone.now() + 5 * MINUTE)
    desk = Desk(cast.learner)
    assert desk.call("post", f"sittings/{sitting.pk}/attempts").json()["code"] == "not_open_yet"
    assert STEM not in desk.http.get(reverse("exams:intro", args=[sitting.pk])).content.decode()
    assert not Attempt.objects.exists()


def test_after_the_end_the_questions_are_gone(cast):
    desk = started(cast.learner, open_now(cast))
    past = timezone.now() - timedelta(minutes=2)
    Attempt.objects.update(deadline_at=past, accept_until=past)
    close_overdue()
    for path in (f"/api/v1/{desk.path}", reverse("exams:attempt", args=[desk.attempt["id"]])):
        assert STEM not in desk.http.get(path).content.decode()


def test_who_is_not_invited_finds_nothing(cast):
    desk = started(cast.learner, open_now(cast))
    other = Client()
    other.force_login(cast.cover)
    for path in (
        reverse("exams:intro", args=[desk.attempt["sitting"]]), reverse("exams:attempt", args=[desk.attempt["id"]]),
        reverse("exams:result", args=[desk.attempt["id"]]), f"/api/v1/{desk.path}", f"/api/v1/{desk.path}/pulse",
    ):  # fmt: skip
        assert other.get(path).status_code == 404


def test_no_cache_keeps_a_page_of_the_attempt(cast):
    desk = started(cast.learner, open_now(cast))
    for path in (f"/api/v1/{desk.path}", reverse("exams:attempt", args=[desk.attempt["id"]])):
        assert "no-store" in desk.http.get(path).headers["Cache-Control"]
    desk.http.logout()
    assert STEM not in desk.http.get(reverse("exams:attempt", args=[desk.attempt["id"]])).content.decode()


def test_a_skipped_order_is_refused(cast):
    desk = started(cast.learner, open_now(cast, order=Sitting.Order.FORWARD))
    desk.answer(3)
    assert desk.answer(1).json()["code"] == "out_of_order"


def test_mutant_an_attempt_found_without_its_person_is_noticed(cast):
    desk = started(cast.learner, open_now(cast))
    other = Client()
    other.force_login(cast.cover)
    with override_settings(SABOTAGE=frozenset({"own-attempt"})):
        assert other.get(f"/api/v1/{desk.path}").status_code == 200
