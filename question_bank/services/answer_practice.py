"""Answer one question in practice."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from foundation.clock import database_now
from foundation.models import User
from question_bank.keys import key_of
from question_bank.models import PracticeAnswer, PracticeCard, QuestionVersion, WrongAnswer
from question_bank.question_types import get
from question_bank.rules.scheduling import reviewed
from question_bank.services.note_wrong_answer import note_wrong_answer


@transaction.atomic
def answer_practice(
    *,
    version: QuestionVersion,
    by: User,
    value: Any,
    counted: bool = True,
    own_verdict: bool | None = None,
    at: datetime | None = None,
) -> PracticeAnswer:
    """Mark the answer and append it; when it counts, set when the question comes back and keep the notebook.

    A question that needs a marker takes the person's `own_verdict` after they have seen the marking points. A repetition
    at the end of a round is not `counted`: it moves nothing.
    """
    at = at or database_now()
    kind = get(version.kind)
    if kind.value_problem(version.content, value):
        value = None
    outcome = kind.mark(version.content, key_of(version.pk).key, value)
    right = bool(own_verdict) if outcome.fraction is None else outcome.right
    answer = PracticeAnswer.objects.create(person=by, version=version, at=at, value=value, right=right, counted=counted)
    if not counted:
        return answer
    card = PracticeCard.objects.select_for_update().filter(person=by, question=version.question_id).first()
    state, due = reviewed(card.fsrs if card else None, right=right, at=at, fuzz=settings.PRACTICE_FUZZ)
    PracticeCard.objects.update_or_create(person=by, question=version.question, defaults={"due_at": due, "fsrs": state})
    if right:
        open_rows = WrongAnswer.objects.filter(person=by, question=version.question, cleared_at=None)
        open_rows.update(cleared_at=at)
    else:
        note_wrong_answer(person=by, question=version.question, origin="practice", at=at)
    return answer
