"""C1 for attempts: every address × method × person against a table. An address that is not in the table fails."""

import pytest
from django.test import Client, override_settings
from django.urls import get_resolver, reverse

from exams.services.release_results import release_results
from tests.exams.exam_stories import open_now, started

pytestmark = [pytest.mark.fault, pytest.mark.sqlite, pytest.mark.django_db]

# address → method → (the candidate, a colleague in the same sitting, another hall, nobody signed in)
API = {
    "attempts/{attempt}": {"get": (200, 404, 404, 401)},
    "attempts/{attempt}/responses": {"put": (400, 404, 404, 401)},
    "attempts/{attempt}/submit": {"post": (200, 404, 404, 401)},
    "attempts/{attempt}/result": {"get": (200, 404, 404, 401)},
    "attempts/{attempt}/lease": {"post": (409, 404, 404, 401)},
    "attempts/{attempt}/pulse": {"get": (200, 404, 404, 401)},
    "attempts/{attempt}/integrity": {"post": (200, 404, 404, 401)},
    "sittings/{sitting}/attempts": {"post": (409, 201, 404, 401)},
    "me/sittings": {"get": (200, 200, 200, 401)},
}
PAGES = {
    "exams:intro": ("sitting", (200, 200, 404, 302)),
    "exams:attempt": ("attempt", (302, 404, 404, 302)),
    "exams:result": ("attempt", (200, 404, 404, 302)),
}
BODIES = {"lease": {"client": "x"}, "integrity": {"kind": "paste", "length": 3}, "responses": {"client": "x"}}


@pytest.fixture
def desk(cast, deliver):
    """The learner's attempt, handed in and released."""
    desk = started(cast.learner, open_now(cast, [cast.learner, cast.cover]))
    desk.answer(1)
    desk.hand_in()
    deliver()
    release_results(sitting=desk.row().sitting, by=cast.officer)
    return desk


def visitors(cast):
    for person in (cast.learner, cast.cover, cast.stranger, None):
        client = Client()
        if person:
            client.force_login(person)
        yield client


def deviations(cast, desk) -> list:
    ids = {"attempt": desk.attempt["id"], "sitting": desk.attempt["sitting"]}
    found = []
    for route, methods in API.items():
        for method, wanted in methods.items():
            body = BODIES.get(route.rsplit("/", 1)[-1], {})
            for client, status in zip(visitors(cast), wanted):
                data = {"data": body, "content_type": "application/json"} if method != "get" else {}
                got = getattr(client, method)(f"/api/v1/{route.format(**ids)}", **data).status_code
                found += [(route, method, got, status)] if got != status else []
    for name, (which, wanted) in PAGES.items():
        for client, status in zip(visitors(cast), wanted):
            got = client.get(reverse(name, args=[ids[which]])).status_code
            found += [(name, "get", got, status)] if got != status else []
    return found


def test_the_table_holds(cast, desk):
    assert deviations(cast, desk) == []


def test_every_attempt_address_of_the_api_is_in_the_table():
    api = next(each for each in get_resolver().url_patterns if str(each.pattern) == "api/v1/")
    listed = {
        str(each.pattern).replace("<int:attempt_id>", "{attempt}").replace("<int:sitting_id>", "{sitting}")
        for each in api.url_patterns
        if "attempt" in str(each.pattern) or "sitting" in str(each.pattern)
    }
    assert listed == set(API)


def test_mutant_one_filter_removed_is_noticed(cast, desk):
    with override_settings(SABOTAGE=frozenset({"own-attempt"})):
        assert deviations(cast, desk)
