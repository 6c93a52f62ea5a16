"""Somebody who writes a client of their own has the description of the API and nothing else."""

import pytest

from tests.exams.described import description, operation, unfit
from tests.exams.exam_stories import open_now, started

ENDPOINTS = [
    ("get", "me/sittings", False), ("post", "sittings/7/attempts", False), ("get", "attempts/7", None),
    ("put", "attempts/7/responses", True), ("post", "attempts/7/submit", False), ("get", "attempts/7/result", None),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body_needed"), ENDPOINTS)
def test_each_address_is_described_with_body_answer_and_refusals(db, method, path, body_needed):
    told = operation(method, f"/api/v1/{path}")
    assert told["summary"] and any(each["name"] == "sessionid" for each in told["parameters"])
    schema = told["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema.get("properties") or schema.get("anyOf") or schema.get("$ref")
    refusal = told["responses"]["401"]["content"]["application/problem+json"]["schema"]
    assert refusal["properties"]["code"]["enum"] == ["not_signed_in"] and "detail" in refusal["required"]
    if method != "get":
        assert told["requestBody"]["required"] == body_needed
        assert any(each["name"] == "X-CSRFToken" for each in told["parameters"])


def test_a_save_is_described_as_it_is_sent_and_acknowledged(db):
    told = operation("put", "/api/v1/attempts/7/responses")
    body = told["requestBody"]["content"]["application/json"]["schema"]
    assert body["required"] == ["client", "responses"]
    assert body["properties"]["responses"]["items"]["required"] == ["question", "value", "seq"]
    codes = told["responses"]["409"]["content"]["application/problem+json"]["schema"]["properties"]["code"]["enum"]
    assert {"deadline_passed", "seq_behind", "other_device", "sitting_cancelled"} <= set(codes)


def test_what_the_description_does_not_allow_is_noticed(cast):
    """The stories hold every answer against the description (Desk.call); so that must be able to fail."""
    desk = started(cast.learner, open_now(cast))
    told = operation("post", "/api/v1/sittings/7/attempts")["responses"]["201"]["content"]["application/json"]["schema"]
    sound = desk.attempt
    assert list(unfit(sound, told, "")) == []
    lease, first = sound["lease"], sound["questions"][0]
    for spoiled in (
        sound | {"key": "B"}, sound | {"deadline": None}, sound | {"deadline": "soon"}, sound | {"state": "graded"},
        sound | {"lease": lease | {"epoch": "1"}}, sound | {"questions": [first | {"correct": ["B"]}]},
        {name: value for name, value in sound.items() if name != "server_time"},
    ):  # fmt: skip
        assert list(unfit(spoiled, told, ""))
    assert description()["openapi"].startswith("3.")
