"""Give a draft back to its author, with a note."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.notices import send_notice
from question_bank.errors import QuestionError
from question_bank.models import Question, QuestionDraft


@transaction.atomic
def return_question(*, question: Question, by: User, note: str, at: datetime | None = None) -> QuestionDraft:
    """in review → returned. Raises QuestionError "not_in_review", or "no_note": the author must learn what to mend."""
    draft = QuestionDraft.objects.select_for_update().filter(question=question).first()
    if draft is None or draft.state != QuestionDraft.State.IN_REVIEW:
        raise QuestionError("not_in_review")
    if not note.strip():
        raise QuestionError("no_note")
    draft.state, draft.review_note, draft.reviewed_by = QuestionDraft.State.RETURNED, note.strip(), by
    draft.save()
    at = at or database_now()
    audit.record("question.returned", by=by, on=question, node_path=question.bank.node.path, reason=note.strip(), at=at)
    send_notice(
        to=[draft.author],
        title=_("试题 %(code)s 被退回修改") % {"code": question.code},
        body=note.strip(),
        url=reverse("question_admin:edit", args=[question.pk]),
        key=f"question-returned-{question.pk}-{at.isoformat()}",
    )
    return draft
