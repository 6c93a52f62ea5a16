"""Hand many drafts to the reviewers at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from question_bank.errors import UnsoundQuestion
from question_bank.keys import draft_keys_of
from question_bank.models import Question, QuestionDraft
from question_bank.question_types import get


@transaction.atomic
def submit_many(*, questions: Sequence[Question], by: User, at: datetime | None = None) -> int:
    """draft or returned → in review, all or none; how many. Raises UnsoundQuestion for the first that is not complete."""
    ids = [question.pk for question in questions]
    drafts = QuestionDraft.objects.select_for_update(of=("self",)).filter(question_id__in=ids)
    drafts = list(drafts.exclude(state=QuestionDraft.State.IN_REVIEW).select_related("question__bank__node"))
    keys = draft_keys_of([draft.pk for draft in drafts])
    for draft in drafts:
        if problems := get(draft.question.kind).problems(draft.content, keys[draft.pk].key):
            raise UnsoundQuestion({draft.question.code: " ".join(problems.values())})
    changed = QuestionDraft.objects.filter(pk__in=[draft.pk for draft in drafts]).update(
        state=QuestionDraft.State.IN_REVIEW, submitted_at=at or database_now(), review_note="", reviewed_by=None
    )
    if drafts:
        path = drafts[0].question.bank.node.path
        audit.record(
            "questions.submitted", by=by, kind="question_bank.question", label=str(changed), node_path=path,
            after={"codes": [draft.question.code for draft in drafts]}, at=at,
        )  # fmt: skip
    return changed
