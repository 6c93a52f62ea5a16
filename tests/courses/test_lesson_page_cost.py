"""A lesson page stays within its budget for every learner, whatever it shows."""

import pytest
from django.test import Client

from benchmarks.pages import MOST_BYTES, MOST_QUERIES, cost_of
from foundation.page_tree import publish_page
from tests.courses.library import answer, make_course

BODY = [
    {"type": "service_item_card", "value": {"code": "I04"}},
    {"type": "service_item_card", "value": {"code": "I04"}},
    {"type": "figure", "value": {"file": "four-looks.svg", "alt": "材料四看", "caption": ""}},
]


@pytest.mark.parametrize("taken", ["never", "failed", "passed"])
def test_queries_and_bytes(cast, deliver, taken, monkeypatch):
    monkeypatch.setattr("benchmarks.pages.ROUNDS", 1)
    course = make_course(cast)
    course.first.body = BODY
    publish_page(page=course.first, by=cast.reviewer)
    if taken != "never":
        answer(course.first.check_set, cast.learner, right=taken == "passed")
        deliver()
    client = Client()
    client.force_login(cast.learner)
    cost = cost_of(client, "/courses/tolerance/tolerance-one/")
    assert cost.queries <= MOST_QUERIES
    assert 5_000 < cost.bytes <= MOST_BYTES
