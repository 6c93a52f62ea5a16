"""Take a draft back from the reviewers, to go on writing."""

from django.db import transaction

from foundation.models import User
from question_bank.errors import QuestionError
from question_bank.models import Question, QuestionDraft


@transaction.atomic
def withdraw_question(*, question: Question, by: User) -> QuestionDraft:
    """in review → draft, by somebody who wrote at it. Raises QuestionError "not_in_review" or "not_yours"."""
    draft = QuestionDraft.objects.select_for_update().filter(question=question).first()
    if draft is None or draft.state != QuestionDraft.State.IN_REVIEW:
        raise QuestionError("not_in_review")
    if not draft.written_by(by):
        raise QuestionError("not_yours")
    draft.state, draft.submitted_at = QuestionDraft.State.DRAFT, None
    draft.save()
    return draft
