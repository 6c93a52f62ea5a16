"""B1: keys, explanations and marking notes carry tokens; no page, answer or API lets one out before its time.

Every address of the site that a role can GET is crawled, before, during and after the exam; only the released review
may show key and explanation, to the candidate alone, and notes never.
"""

import pytest
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from exams.services.release_results import release_results
from tests.exams.exam_stories import open_now, started
from tests.question_bank.bank_stories import EXPLANATION_CANARY, NOTES_CANARY

pytestmark = [pytest.mark.fault, pytest.mark.django_db]
SKIPPED = (
    "static",
    "media",
    "logout",
    "jsi18n",
    "i18n",
    "/cms/",
)  # a learner's /cms/ is one redirect, tested in its app


def addresses(patterns=None, before: str = ""):
    """Every address pattern of the site with its converters filled by small numbers."""
    import re

    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = before + re.sub(r"[\\^$]|\(\?[:P][^)]*\)\??", "", str(each.pattern))
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, route)
        elif isinstance(each, URLPattern):
            yield re.sub(r"<[^>]*>", "1", route)


def crawl(person, extra=()) -> dict[str, str]:
    """Address → what it answered, for everything a person can GET."""
    client = Client(raise_request_exception=False)
    client.force_login(person)
    found = {}
    for address in {*addresses(), *extra}:
        path = "/" + address.lstrip("/")
        if any(part in path for part in SKIPPED) or len(path) > 120:
            continue
        response = client.get(path)
        if getattr(response, "streaming", False):
            continue
        found[path] = response.content.decode("utf-8", "replace") + str(dict(response.headers))
    return found


def leaks(pages: dict[str, str], *tokens: str) -> list[str]:
    return [path for path, text in pages.items() if any(token in text for token in tokens)]


@pytest.fixture
def desk(cast):
    desk = started(cast.learner, open_now(cast, [cast.learner, cast.cover]))
    desk.answer(1)
    return desk


def own_pages(desk) -> list[str]:
    attempt, sitting = desk.attempt["id"], desk.attempt["sitting"]
    return [
        reverse("exams:attempt", args=[attempt]), reverse("exams:result", args=[attempt]),
        reverse("exams:intro", args=[sitting]), f"/api/v1/attempts/{attempt}", f"/api/v1/attempts/{attempt}/result",
        f"/api/v1/attempts/{attempt}/pulse", "/api/v1/me/sittings",
    ]  # fmt: skip


def test_no_role_sees_a_key_explanation_or_note_while_the_exam_runs(cast, desk):
    for person in (cast.learner, cast.manager):
        pages = crawl(person, own_pages(desk))
        assert len(pages) > 50
        assert leaks(pages, EXPLANATION_CANARY, NOTES_CANARY) == []
    assert '"correct"' not in desk.call("get", desk.path).content.decode()


def test_only_the_candidate_sees_the_explanation_and_only_after_the_release(cast, desk, deliver):
    desk.hand_in()
    deliver()
    own = {path: desk.http.get(path).content.decode() for path in own_pages(desk)}
    assert leaks(own, EXPLANATION_CANARY, NOTES_CANARY) == []
    release_results(sitting=desk.row().sitting, by=cast.officer)
    own = {path: desk.http.get(path).content.decode() for path in own_pages(desk)}
    assert set(leaks(own, EXPLANATION_CANARY)) == {own_pages(desk)[1], own_pages(desk)[4]}
    assert leaks(own, NOTES_CANARY) == []
    desk.http.force_login(cast.cover)
    others = {path: desk.http.get(path).content.decode() for path in own_pages(desk)}
    assert leaks(others, EXPLANATION_CANARY, NOTES_CANARY) == []


def test_mutant_a_serializer_with_all_fields_is_noticed(cast, desk):
    with override_settings(SABOTAGE=frozenset({"candidate-fields"})):
        assert leaks({path: desk.http.get(path).content.decode() for path in own_pages(desk)}, EXPLANATION_CANARY)
