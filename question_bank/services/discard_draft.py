"""Throw a draft away."""

from django.db import transaction

from foundation import audit
from foundation.models import User
from question_bank.errors import QuestionError
from question_bank.models import Question, QuestionDraft


@transaction.atomic
def discard_draft(*, question: Question, by: User) -> None:
    """The version in force stays; a question that never had one is gone with its draft. Raises QuestionError."""
    draft = QuestionDraft.objects.select_for_update().filter(question=question).first()
    if draft is None:
        raise QuestionError("no_draft")
    if draft.state == QuestionDraft.State.IN_REVIEW:
        raise QuestionError("in_review")
    audit.record("question.draft_discarded", by=by, on=question, node_path=question.bank.node.path)
    draft.delete()
    if question.current_version_id is None:
        question.delete()
