"""The fragment a candidate answers in, and the one that shows the key afterwards, for every kind."""

import re

import pytest
from django.http import QueryDict

from question_bank.question_types import get, kinds
from question_bank.templatetags.questions import answer_fields, review_fields
from tests.question_bank.test_marking_kinds import SOUND

CHOICES = [{"id": "A", "text": "甲"}, {"id": "B", "text": "乙"}, {"id": "C", "text": "丙"}]
EVERY = {
    "single_choice": ({"stem": "?", "options": CHOICES}, {"correct": ["A"]}, "A"),
    "multiple_choice": ({"stem": "?", "options": CHOICES}, {"correct": ["A", "B"]}, ["A", "B"]),
    "true_false": ({"stem": "?"}, {"correct": True}, True),
    **SOUND,
}


def posted(html: str) -> QueryDict:
    """What a browser would send from the fragment."""
    data = QueryDict(mutable=True)
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag)[1], re.search(r'value="([^"]*)"', tag)[1]
        if "checked" in tag or "type=" not in tag:
            data.appendlist(name, value)
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        data.appendlist(name, chosen[1] if chosen else "")
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.S):
        data.appendlist(name, body)
    return data


def test_every_kind_has_a_story():
    assert {kind.kind for kind in kinds()} == set(EVERY)


@pytest.mark.parametrize("kind", EVERY)
def test_the_fragment_shows_a_value_so_that_posting_it_gives_it_back(kind):
    content, _key, value = EVERY[kind]
    html = answer_fields(kind, content, "q7-", value)
    assert f'data-question-kind="{kind}"' in html and 'data-prefix="q7-"' in html
    assert get(kind).value_from_form(posted(html), "q7-", content) == value
    empty = answer_fields(kind, content, "q7-", None)
    assert get(kind).value_from_form(posted(empty), "q7-", content) is None


@pytest.mark.parametrize("kind", EVERY)
def test_the_review_stands_beside_the_key_with_and_without_an_answer(kind):
    content, key, value = EVERY[kind]
    assert "opt--right" in review_fields(kind, content, key, value) or not get(kind).objective
    assert "None" not in review_fields(kind, content, key, None)


@pytest.mark.parametrize("kind", EVERY)
def test_every_field_has_a_name_for_those_who_cannot_see_it(kind):
    html = answer_fields(kind, EVERY[kind][0], "q7-", None)
    for tag in re.findall(r"<(?:select|textarea)[^>]*>|<input class[^>]*>", html):
        field_id = re.search(r'id="([^"]+)"', tag)[1]
        assert f'for="{field_id}"' in html
