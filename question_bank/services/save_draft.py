"""Write at a draft."""

from collections.abc import Iterable

from django.db import transaction

from foundation.models import User
from question_bank.errors import QuestionError
from question_bank.models import Question, QuestionDraft
from question_bank.question_types import get
from question_bank.text import searchable
from service_items.models import ServiceItem, ServiceRule


@transaction.atomic
def save_draft(
    *,
    question: Question,
    by: User,
    content: dict,
    key: dict,
    explanation: str = "",
    notes: str = "",
    service_items: Iterable[ServiceItem] = (),
    rules: Iterable[ServiceRule] = (),
    **facets,
) -> QuestionDraft:
    """The draft as it now stands, complete or not. Raises QuestionError "no_draft", or "in_review" while a reviewer has it."""
    draft = QuestionDraft.objects.select_for_update().filter(question=question).first()
    if draft is None:
        raise QuestionError("no_draft")
    if draft.state == QuestionDraft.State.IN_REVIEW:
        raise QuestionError("in_review")
    draft.content = content
    draft.search_text = searchable(get(question.kind).plain_text(content))
    for name, value in facets.items():
        setattr(draft, name, value)
    draft.save()
    draft.service_items.set(service_items)
    draft.rules.set(rules)
    secret = draft.key_row
    secret.key, secret.explanation, secret.notes = key, explanation, notes
    secret.save()
    if by.pk != draft.author_id:
        draft.editors.add(by)
    return draft
