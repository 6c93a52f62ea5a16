"""Write a new question, as a draft."""

from collections.abc import Iterable

from django.db import transaction

from foundation.models import User
from question_bank.models import Bank, DraftKey, Question, QuestionDraft
from question_bank.question_types import get
from question_bank.text import searchable
from service_items.models import ServiceItem, ServiceRule


@transaction.atomic
def create_question(
    *,
    bank: Bank,
    kind: str,
    content: dict,
    key: dict,
    by: User,
    explanation: str = "",
    notes: str = "",
    service_items: Iterable[ServiceItem] = (),
    rules: Iterable[ServiceRule] = (),
    code: str = "",
    provenance: dict | None = None,
    **facets,
) -> Question:
    """The question with its draft; `facets` are columns of models.facets (topic, pool, points, clause …).

    Without a `code` the bank's next free one is taken. A draft may be incomplete: only submitting asks for soundness.
    Raises KeyError for an unknown kind.
    """
    get(kind)
    question = Question.objects.create(
        bank=bank, code=code or next_code(bank), kind=kind, author=by, provenance=provenance or {}
    )
    draft = QuestionDraft.objects.create(
        question=question,
        author=by,
        content=content,
        search_text=searchable(get(kind).plain_text(content)),
        **facets,
    )
    draft.service_items.set(service_items)
    draft.rules.set(rules)
    DraftKey.objects.create(draft=draft, key=key, explanation=explanation, notes=notes)
    return question


def next_code(bank: Bank) -> str:
    """The first free code Q-0001, Q-0002, … of the bank; the bank's row is locked, so that two writers differ."""
    Bank.objects.select_for_update().get(pk=bank.pk)
    latest = Question.objects.filter(bank=bank, code__regex=r"^Q-\d{4,}$").order_by("-pk").first()
    number = int(latest.code[2:]) if latest else 0
    taken = set(Question.objects.filter(bank=bank, code__startswith="Q-").values_list("code", flat=True))
    while True:
        number += 1
        if (code := f"Q-{number:04d}") not in taken:
            return code
