"""Find that a stale question still holds: approve it again, unchanged, against the new rules."""

from datetime import datetime

from django.db import transaction

from foundation import audit
from foundation.clock import database_now
from foundation.facts import announce
from foundation.models import User
from question_bank.errors import QuestionError
from question_bank.models import Question, QuestionDraft, QuestionVersion
from question_bank.services.approve_question import freeze
from question_bank.services.start_draft import start_draft
from question_bank.signals import question_approved


@transaction.atomic
def reapprove_question(*, question: Question, by: User, at: datetime | None = None) -> QuestionVersion:
    """The next version, same content, approved now; so no change announced before makes it stale.

    Raises QuestionError: "not_in_force"; "draft_open" if somebody is changing it; "own_question" for its author.
    """
    question = Question.objects.select_for_update(of=("self",)).select_related("bank__node").get(pk=question.pk)
    version = question.current_version
    if version is None or question.retired_at:
        raise QuestionError("not_in_force")
    if QuestionDraft.objects.filter(question=question).exists():
        raise QuestionError("draft_open")
    if version.author_id == by.pk:
        raise QuestionError("own_question")
    draft = start_draft(question=question, by=version.author)
    fresh = freeze(question=question, draft=draft, by=by, at=at or database_now())
    draft.delete()
    audit.record(
        "question.reapproved", by=by, on=question, node_path=question.bank.node.path,
        after={"version": fresh.number, "hash": fresh.content_hash}, at=at,
    )  # fmt: skip
    announce(question_approved, key=f"version-{fresh.pk}", question_id=question.pk, version_id=fresh.pk)
    return fresh
