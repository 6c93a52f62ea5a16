"""Begin to change a question that is in force."""

from django.db import transaction

from foundation.models import User
from question_bank.keys import key_of
from question_bank.models import DraftKey, Question, QuestionDraft
from question_bank.services.approve_question import FACET_NAMES


@transaction.atomic
def start_draft(*, question: Question, by: User) -> QuestionDraft:
    """The question's draft: the one there is, or a new one that starts as a copy of the version in force.

    The version in force stays so until the draft is approved.
    """
    question = Question.objects.select_for_update(of=("self",)).select_related("current_version").get(pk=question.pk)
    if draft := QuestionDraft.objects.filter(question=question).first():
        return draft
    version = question.current_version
    draft = QuestionDraft.objects.create(
        question=question, author=by, search_text=version.search_text,
        **{name: getattr(version, name) for name in FACET_NAMES},
    )  # fmt: skip
    draft.service_items.set(version.service_items.all())
    draft.rules.set(version.rules.all())
    key = key_of(version.pk)
    DraftKey.objects.create(draft=draft, key=key.key, explanation=key.explanation, notes=key.notes)
    return draft
