"""C1 for attempts: every address × method × person against a table. An address that is not in the table fails.

Size: the API's 9 addresses and the candidates' 9 pages, by every method that they know as everyone in the cast and as a
visitor; by every other method as the candidate. The site's other addresses: tests/site/test_every_address.py. The mutant
finds an attempt without asking whose it is.
"""

import pytest
from django.test import Client, override_settings
from django.urls import get_resolver, reverse

from exams import urls
from exams.services.open_appeal import open_appeal
from exams.services.release_results import release_results
from tests.exams.exam_stories import open_now, started

pytestmark = [pytest.mark.fault, pytest.mark.sqlite, pytest.mark.django_db]

# address → method → (the candidate, a colleague in the same sitting, everybody else, nobody signed in)
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
    "sittings": {"get": (200, 200, 200, 302)},
    "intro": {"get": (200, 200, 404, 302)},
    "start": {"post": (302, 302, 404, 302)},
    "attempt": {"get": (302, 404, 404, 302), "post": (302, 404, 404, 302)},
    "result": {"get": (200, 404, 404, 302)},
    "slip": {"get": (200, 404, 404, 302)},
    "appeal": {"get": (200, 404, 404, 302), "post": (200, 404, 404, 302)},
    "appeal_withdraw": {"post": (302, 404, 404, 302)},
    "annotate": {"post": (302, 404, 404, 302)},
}
OF = {"sittings": "", "intro": "sitting", "start": "sitting", "appeal_withdraw": "appeal", "annotate": "event"}
METHODS = ("get", "post", "put", "patch", "delete")
BODIES = {"lease": {"client": "x"}, "integrity": {"kind": "paste", "length": 3}, "responses": {"client": "x"}}


@pytest.fixture
def ids(cast, deliver) -> dict[str, int]:
    """The learner's attempt, handed in, released and appealed against."""
    desk = started(cast.learner, open_now(cast, [cast.learner, cast.cover]))
    desk.answer(1)
    desk.call("post", f"{desk.path}/integrity", {"kind": "paste", "length": 3})
    desk.hand_in()
    deliver()
    release_results(sitting=desk.row().sitting, by=cast.officer)
    appeal = open_appeal(attempt_id=desk.row().pk, number=2, by=cast.learner, reason="两个答案都对")
    event = desk.row().integrity_events.get()
    return {"attempt": desk.row().pk, "sitting": desk.attempt["sitting"], "appeal": appeal.pk, "event": event.pk}


def visitors(cast) -> dict[str, Client]:
    people = {name: Client() for name in cast.everyone()} | {"nobody": Client()}
    for name, person in cast.everyone().items():
        people[name].force_login(person)
    return people


def wanted(name: str, statuses: tuple[int, ...]) -> int:
    return statuses[{"learner": 0, "cover": 1, "nobody": 3}.get(name, 2)]


def asked(client: Client, method: str, path: str) -> int:
    body = BODIES.get(path.rsplit("/", 1)[-1], {})
    json = path.startswith("/api/") and method != "get"
    return getattr(client, method)(
        path, **({"data": body, "content_type": "application/json"} if json else {})
    ).status_code


def table(ids: dict[str, int]) -> dict[str, dict]:
    """Path → method → statuses."""
    pages = {reverse(f"exams:{name}", args=[ids[of] for of in [OF.get(name, "attempt")] if of]): methods
             for name, methods in PAGES.items()}  # fmt: skip
    return {f"/api/v1/{route.format(**ids)}": methods for route, methods in API.items()} | pages


def deviations(cast, paths: dict[str, dict]) -> list[tuple]:
    return [
        (path, method, name, got)
        for name, client in visitors(cast).items()
        for path, methods in paths.items()
        for method, statuses in methods.items()
        if (got := asked(client, method, path)) != wanted(name, statuses)
    ]


def test_the_table_holds(cast, ids):
    paths = table(ids)
    assert deviations(cast, paths) == []
    client = visitors(cast)["learner"]
    api_and_deeds = [path for path, methods in paths.items() if path.startswith("/api/") or "get" not in methods]
    for path in api_and_deeds:
        for method in set(METHODS) - set(paths[path]):
            assert asked(client, method, path) == 405, (method, path)


def test_every_address_of_attempts_is_in_the_table():
    api = next(each for each in get_resolver().url_patterns if str(each.pattern) == "api/v1/")
    listed = {
        str(each.pattern).replace("<int:attempt_id>", "{attempt}").replace("<int:sitting_id>", "{sitting}")
        for each in api.url_patterns
        if "attempt" in str(each.pattern) or "sitting" in str(each.pattern)
    }
    assert listed == set(API)
    assert {each.name for each in urls.urlpatterns if getattr(each, "name", None)} == set(PAGES)


def test_mutant_one_filter_removed_is_noticed(cast, ids):
    own = {path: methods for path, methods in table(ids).items() if path.startswith("/api/v1/attempts/")}
    with override_settings(SABOTAGE=frozenset({"own-attempt"})):
        assert {name for *_, name, _ in deviations(cast, own)} >= {"cover", "stranger", "officer"}
