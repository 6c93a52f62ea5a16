"""Take a question out of use, or back into it."""

from datetime import datetime

from django.db import transaction

from foundation import audit
from foundation.clock import database_now
from foundation.facts import announce
from foundation.models import User
from question_bank.errors import QuestionError
from question_bank.models import Question
from question_bank.signals import question_retired


@transaction.atomic
def retire_question(*, question: Question, by: User, reason: str, at: datetime | None = None) -> Question:
    """In force → retired, for a reason that is kept. Papers that hold a version of it keep it.

    Raises QuestionError "not_in_force" or "no_reason".
    """
    question = Question.objects.select_for_update(of=("self",)).select_related("bank__node").get(pk=question.pk)
    if question.current_version_id is None or question.retired_at:
        raise QuestionError("not_in_force")
    if not reason.strip():
        raise QuestionError("no_reason")
    question.retired_at, question.retired_reason = at or database_now(), reason.strip()[:200]
    question.save(update_fields=["retired_at", "retired_reason"])
    audit.record("question.retired", by=by, on=question, node_path=question.bank.node.path, reason=reason, at=at)
    announce(question_retired, key=f"question-{question.pk}-{question.retired_at.isoformat()}", question_id=question.pk)
    return question
