"""Start a new question from another one."""

from django.db import transaction

from foundation.models import User
from question_bank.keys import key_of
from question_bank.models import Bank, Question
from question_bank.services.approve_question import FACET_NAMES
from question_bank.services.create_question import create_question


@transaction.atomic
def copy_question(*, question: Question, by: User, bank: Bank | None = None) -> Question:
    """A new question with a draft like the draft of `question`, or like its version in force."""
    draft = getattr(question, "draft", None)
    source = draft or question.current_version
    secret = draft.key_row if draft else key_of(source.pk)
    return create_question(
        bank=bank or question.bank,
        kind=question.kind,
        key=secret.key,
        by=by,
        explanation=secret.explanation,
        notes=secret.notes,
        service_items=source.service_items.all(),
        rules=source.rules.all(),
        provenance={"kind": "copy", "of": question.code},
        **{name: getattr(source, name) for name in FACET_NAMES},
    )
