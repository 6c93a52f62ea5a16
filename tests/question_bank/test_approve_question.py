"""A reviewer approves what another person wrote."""

import pytest
from django.db import IntegrityError, transaction

from foundation.models import AuditEntry
from question_bank.errors import QuestionError, UnsoundQuestion
from question_bank.hashing import content_hash
from question_bank.keys import key_of
from question_bank.models import QuestionDraft
from question_bank.services.approve_question import approve_question
from question_bank.services.submit_for_review import submit_for_review
from tests.question_bank.bank_stories import EXPLANATION_CANARY, approved, make_item, single, write


def test_an_approved_draft_becomes_the_version_in_force(cast):
    question = approved(cast, service_items=[make_item()], clause="第三十二条")
    version = question.current_version
    assert (version.number, version.author, version.approved_by) == (1, cast.trainer, cast.reviewer)
    assert version.content_hash == content_hash("single_choice", version.content)
    assert version.clause == "第三十二条"
    assert [item.code for item in version.service_items.all()] == ["I04"]
    assert key_of(version.pk).key == {"correct": ["B"]}
    assert key_of(version.pk).explanation == EXPLANATION_CANARY
    assert not QuestionDraft.objects.filter(question=question).exists()


def test_nobody_approves_their_own_question(cast):
    question = write(cast, by=cast.reviewer)
    submit_for_review(question=question, by=cast.reviewer)
    with pytest.raises(QuestionError, match="own_question"):
        approve_question(question=question, by=cast.reviewer)


def test_whoever_wrote_at_a_draft_may_not_approve_it(cast):
    question = write(cast)
    question.draft.editors.add(cast.reviewer)
    submit_for_review(question=question, by=cast.trainer)
    with pytest.raises(QuestionError, match="own_question"):
        approve_question(question=question, by=cast.reviewer)


def test_with_the_rule_broken_the_database_still_refuses_self_approval(cast, settings):
    settings.SABOTAGE = frozenset({"no-self-approval"})
    question = write(cast, by=cast.reviewer)
    submit_for_review(question=question, by=cast.reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        approve_question(question=question, by=cast.reviewer)


def test_a_draft_that_nobody_handed_in_is_not_approved(cast):
    with pytest.raises(QuestionError, match="not_in_review"):
        approve_question(question=write(cast), by=cast.reviewer)


def test_an_incomplete_draft_cannot_be_handed_in_and_says_which_field(cast):
    question = write(cast, **single(stem=" ", correct="Z"))
    with pytest.raises(UnsoundQuestion) as refused:
        submit_for_review(question=question, by=cast.trainer)
    assert refused.value.problems == {"stem": "请写题干", "correct": "请选定一个正确选项"}


def test_a_version_never_changes(cast):
    version = approved(cast).current_version
    with pytest.raises(RuntimeError):
        version.save()


def test_the_audit_names_version_and_hash_and_no_key(cast):
    question = approved(cast)
    entry = AuditEntry.objects.get(verb="question.approved")
    assert entry.after == {"version": 1, "hash": question.current_version.content_hash}
    assert EXPLANATION_CANARY not in str(list(AuditEntry.objects.values()))
