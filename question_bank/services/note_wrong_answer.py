"""Put a question into a person's wrong-answer notebook 错题本."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from foundation.clock import database_now
from foundation.models import User
from question_bank.models import Question, WrongAnswer


@transaction.atomic
def note_wrong_answer(*, person: User, question: Question, origin: str, at: datetime | None = None) -> WrongAnswer:
    """The open entry. `origin` is practice, check, exam or drill; again wrong counts up and opens it again."""
    at = at or database_now()
    entry, created = WrongAnswer.objects.select_for_update().get_or_create(
        person=person, question=question, defaults={"origin": origin, "last_at": at}
    )
    if not created:
        WrongAnswer.objects.filter(pk=entry.pk).update(times=F("times") + 1, last_at=at, origin=origin, cleared_at=None)
        entry.refresh_from_db()
    return entry
