"""Make a question of a verified enquiry."""

from django.db import transaction

from foundation.models import User
from question_bank.models import Bank, Enquiry, Question
from question_bank.services.create_question import create_question

LETTERS = "ABCDEFGH"


@transaction.atomic
def draft_from_enquiry(*, enquiry: Enquiry, bank: Bank, by: User) -> Question:
    """A single-choice draft: the verified reply is right, the other replies are the distractors; it names where it comes
    from. The same enquiry gives the same draft. Raises ValueError for an enquiry without a verified reply.
    """
    if enquiry.verified_reply is None:
        raise ValueError("no verified reply")
    known = Question.objects.filter(provenance__kind="enquiry", provenance__id=enquiry.pk).first()
    if known:
        return known
    others = enquiry.replies.exclude(pk=enquiry.verified_reply_id).exclude(by=enquiry.asked_by)
    texts = [enquiry.verified_reply.text, *(reply.text for reply in others)][: len(LETTERS)]
    options = [{"id": letter, "text": text} for letter, text in zip(LETTERS, texts, strict=False)]
    law, _space, clause = enquiry.verified_reply.basis.partition(" ")
    return create_question(
        bank=bank,
        kind="single_choice",
        content={"stem": enquiry.text, "options": options},
        key={"correct": ["A"]},
        by=by,
        explanation=f"{enquiry.verified_reply.text}",
        service_items=enquiry.service_items.all(),
        rules=enquiry.rules.all(),
        legal_basis=law[:200],
        clause=clause[:120],
        pool="practice",
        provenance={"kind": "enquiry", "id": enquiry.pk, "title": enquiry.title, "reply": enquiry.verified_reply_id},
    )
