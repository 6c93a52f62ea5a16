"""Describe many questions at once."""

from collections.abc import Iterable

from django.db import transaction

from foundation.models import User
from question_bank.models import Question, QuestionDraft
from question_bank.services.start_draft import start_draft
from service_items.models import ServiceItem, ServiceRule


@transaction.atomic
def tag_questions(
    *,
    questions: Iterable[Question],
    by: User,
    service_items: Iterable[ServiceItem] = (),
    rules: Iterable[ServiceRule] = (),
    **facets,
) -> tuple[list[Question], list[Question]]:
    """(changed, left alone). Items and rules are added, `facets` set, on each question's draft; a version in force never
    changes, so it gets a draft to be approved. Left alone: what lies with a reviewer, and retired questions.
    """
    changed, left = [], []
    items, rule_rows = list(service_items), list(rules)
    for question in questions:
        if (
            question.retired_at
            or QuestionDraft.objects.filter(question=question, state=QuestionDraft.State.IN_REVIEW).exists()
        ):
            left.append(question)
            continue
        draft = start_draft(question=question, by=by)
        for name, value in facets.items():
            setattr(draft, name, value)
        draft.save()
        draft.service_items.add(*items)
        draft.rules.add(*rule_rows)
        if by.pk != draft.author_id:
            draft.editors.add(by)
        changed.append(question)
    return changed, left
