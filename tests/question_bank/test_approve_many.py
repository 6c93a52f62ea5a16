"""A reviewer approves many questions at once, under the same rules as one."""

import pytest

from question_bank.errors import QuestionError, UnsoundQuestion
from question_bank.keys import keys_of
from question_bank.models import Question, QuestionDraft, QuestionVersion
from question_bank.services.approve_many import approve_many
from question_bank.services.submit_many import submit_many
from tests.question_bank.bank_stories import make_item, single, write


@pytest.fixture
def written(cast) -> list[Question]:
    return [
        write(cast, **single(stem=f"第 {number} 件应当怎样办？", service_items=[make_item()])) for number in (1, 2, 3)
    ]


def test_all_come_into_force_with_their_keys_and_links(cast, written):
    assert submit_many(questions=written, by=cast.trainer) == 3
    versions = approve_many(questions=written, by=cast.reviewer)

    assert [version.question_id for version in versions] == [question.pk for question in written]
    assert QuestionVersion.objects.in_force().count() == 3 and not QuestionDraft.objects.exists()
    assert {key.key["correct"][0] for key in keys_of([version.pk for version in versions]).values()} == {"B"}
    assert [item.code for item in versions[0].service_items.all()] == ["I04"]


def test_one_that_may_not_be_approved_stops_all(cast, written):
    submit_many(questions=written[:2], by=cast.trainer)
    with pytest.raises(QuestionError) as refused:
        approve_many(questions=written, by=cast.reviewer)
    assert refused.value.code == "not_in_review"
    assert not QuestionVersion.objects.exists() and QuestionDraft.objects.count() == 3


def test_nobody_approves_their_own(cast, written):
    submit_many(questions=written, by=cast.trainer)
    with pytest.raises(QuestionError) as refused:
        approve_many(questions=written, by=cast.trainer)
    assert refused.value.code == "own_question" and not QuestionVersion.objects.exists()


def test_without_the_rule_the_database_still_refuses(cast, written, settings):
    from django.db import IntegrityError

    settings.SABOTAGE = frozenset({"no-self-approval"})
    submit_many(questions=written, by=cast.trainer)
    with pytest.raises(IntegrityError):
        approve_many(questions=written, by=cast.trainer)


def test_an_incomplete_question_stops_the_submission_of_all(cast, written):
    unfinished = write(cast, kind="single_choice", content={"stem": ""}, key={})
    with pytest.raises(UnsoundQuestion):
        submit_many(questions=[*written, unfinished], by=cast.trainer)
    assert set(QuestionDraft.objects.values_list("state", flat=True)) == {"draft"}
