"""Hand a draft to the reviewers."""

from datetime import datetime

from django.db import transaction

from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from question_bank.errors import QuestionError, UnsoundQuestion
from question_bank.models import Question, QuestionDraft
from question_bank.question_types import get


@transaction.atomic
def submit_for_review(*, question: Question, by: User, at: datetime | None = None) -> QuestionDraft:
    """draft or returned → in review. Raises UnsoundQuestion with the fields to mend, QuestionError without a draft."""
    draft = QuestionDraft.objects.select_for_update().filter(question=question).first()
    if draft is None or draft.state == QuestionDraft.State.IN_REVIEW:
        raise QuestionError("nothing_to_submit")
    if problems := get(question.kind).problems(draft.content, draft.key_row.key):
        raise UnsoundQuestion(problems)
    draft.state = QuestionDraft.State.IN_REVIEW
    draft.submitted_at = at or database_now()
    draft.review_note, draft.reviewed_by = "", None
    draft.save()
    audit.record("question.submitted", by=by, on=question, node_path=question.bank.node.path, at=at)
    return draft
