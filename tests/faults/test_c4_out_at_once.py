"""C4: an account is closed, a password or a role goes, while an exam is open and twenty sessions live: each is out at its
next request, and what was saved stays.

Size here and in full: 20 sessions of a candidate, 2 of an officer, one trainer in the admin.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exams.models import Attempt
from exams.services.sweep_attempts import close_overdue
from organisation.models import Role, RoleGrant
from organisation.services.deactivate_person import deactivate_person
from organisation.services.grant_role import grant_role
from organisation.services.revoke_role import revoke_role
from organisation.services.set_one_time_password import set_one_time_password
from tests.exams.exam_stories import Desk, open_now, started

pytestmark = [pytest.mark.fault, pytest.mark.sqlite, pytest.mark.django_db]
SESSIONS = 20


@pytest.fixture
def desks(cast) -> list[Desk]:
    """The candidate's twenty sessions; one answer is saved."""
    first = started(cast.learner, open_now(cast))
    assert first.answer(1).status_code == 200
    others = [Desk(cast.learner) for _ in range(SESSIONS - 1)]
    for each in others:
        each.attempt = first.attempt
    assert statuses([first, *others]) == [(200, 200)] * SESSIONS
    return [first, *others]


def statuses(desks: list[Desk]) -> list[tuple[int, int]]:
    """What each session's next request of the API and of the page is answered."""
    page = reverse("exams:attempt", args=[desks[0].attempt["id"]])
    return [(each.call("get", each.path).status_code, each.http.get(page).status_code) for each in desks]


def out(desks: list[Desk]) -> bool:
    refused = [each.answer(2, "三日", seq=9).json()["code"] for each in desks]
    return refused == ["not_signed_in"] * SESSIONS and statuses(desks) == [(401, 302)] * SESSIONS


def inside(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_closed_account_is_out_everywhere_and_its_answers_are_marked(cast, desks, deliver):
    deactivate_person(person=cast.learner, by=cast.admin, reason="调出")
    assert out(desks)
    past = timezone.now() - timedelta(minutes=1)
    Attempt.objects.update(started_at=past - timedelta(hours=1), deadline_at=past, accept_until=past)
    assert close_overdue() == 1
    deliver()
    assert desks[0].row().events.count() == 1 and desks[0].row().result.score == 2


def test_a_new_password_ends_every_session_and_the_attempt_runs_on(cast, desks):
    set_one_time_password(person=cast.learner, by=cast.admin)
    assert out(desks)
    assert desks[0].row().state == Attempt.State.IN_PROGRESS and desks[0].row().responses.count() == 1


def test_who_lost_a_role_or_has_another_place_finds_nothing_at_the_next_request(cast, desks):
    sitting = reverse("exams:officer_sitting", args=[desks[0].attempt["sitting"]])
    officers, trainer = [inside(cast.officer), inside(cast.officer)], inside(cast.trainer)
    assert [each.get(sitting).status_code for each in officers] == [200, 200]
    assert trainer.get("/cms/").status_code == 200
    for person in (cast.officer, cast.trainer):
        for grant in RoleGrant.objects.filter(person=person, revoked_at=None):
            revoke_role(grant=grant, by=cast.admin)
    assert [each.get(sitting).status_code for each in officers] == [404, 404]
    assert trainer.get("/cms/").status_code in (302, 404)
    grant_role(person=cast.officer, role=Role.EXAM_OFFICER, node=cast.other_hall, by=cast.admin)
    assert [each.get(sitting).status_code for each in officers] == [404, 404]
    assert desks[0].answer(2).status_code == 200, "the exam goes on"
