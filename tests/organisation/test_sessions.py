"""Where a person is signed in, and when the site signs them out by itself."""

import time
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from exams.models import Attempt
from organisation import idle
from tests.exams.exam_stories import open_now, started
from tests.organisation.test_sign_in import enter, signed_in

ACCOUNT = "/organisation/account/"


@pytest.fixture
def holds(monkeypatch):
    monkeypatch.setattr(idle, "_holds", {})


def test_she_sees_where_she_is_signed_in_and_ends_one(cast):
    desk, phone = Client(HTTP_USER_AGENT="Desk browser"), Client(HTTP_USER_AGENT="Phone browser")
    enter(desk, "t1001")
    enter(phone, "t1001")
    page = desk.get(ACCOUNT).content.decode()
    assert "Desk browser" in page and "Phone browser" in page and "这台设备" in page
    other = UserSession.objects.get(user_agent="Phone browser")
    assert desk.post(f"{ACCOUNT}sessions/{other.pk}/end/").url == ACCOUNT
    assert phone.get(ACCOUNT).status_code == 302
    assert desk.get(ACCOUNT).status_code == 200


def test_she_ends_all_others_at_once(cast):
    clients = [Client() for _ in range(3)]
    for client in clients:
        enter(client, "t1001")
    clients[0].post(f"{ACCOUNT}sessions/end-others/")
    assert [client.get(ACCOUNT).status_code for client in clients] == [200, 302, 302]


def test_nobody_ends_the_session_of_another(cast):
    mine, theirs = Client(), Client()
    enter(mine, "t1001")
    enter(theirs, "t2001")
    session = UserSession.objects.get(user=cast.stranger)
    assert mine.post(f"{ACCOUNT}sessions/{session.pk}/end/").status_code == 404
    assert theirs.get(ACCOUNT).status_code == 200


def test_who_walks_away_is_signed_out_after_half_an_hour_and_comes_back_to_the_page(cast, holds):
    client = Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        enter(client, "t1001")
        for _ in range(3):
            clock.shift(timedelta(minutes=20))
            assert client.get(ACCOUNT).status_code == 200
        clock.shift(timedelta(minutes=31))
        response = client.get(ACCOUNT)
        assert response.url == "/accounts/login/?next=%2Forganisation%2Faccount%2F"
        assert "Clear-Site-Data" not in response.headers
        assert not signed_in(client)


def test_a_running_exam_holds_the_time_out_off(cast, holds):
    idle.hold_off("exam", lambda user, since: user == cast.learner)
    candidate, other = Client(), Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        enter(candidate, "t1001")
        enter(other, "t1002")
        for client in (candidate, other):
            client.get(ACCOUNT)
        clock.shift(timedelta(minutes=90))
        assert candidate.get(ACCOUNT).status_code == 200
        assert other.get(ACCOUNT).status_code == 302


def test_who_hands_in_after_an_hour_of_answering_is_not_signed_out_at_the_next_page(cast):
    """Saves go past the pages: only the exam knows that the candidate was there."""
    desk = started(cast.learner, open_now(cast))
    desk.http.get(ACCOUNT)

    def page_after_an_hour_without_one() -> int:
        session = desk.http.session
        session["seen_at"] = time.time() - 3600
        session.save()
        return desk.http.get(ACCOUNT).status_code

    assert page_after_an_hour_without_one() == 200, "the exam runs"
    assert desk.answer(1).status_code == 200 and desk.hand_in().status_code == 200
    assert page_after_an_hour_without_one() == 200, "handed in just now"
    long_ago = timezone.now() - timedelta(minutes=31)
    Attempt.objects.update(seen_at=long_ago, closed_at=long_ago)
    assert page_after_an_hour_without_one() == 302
