"""Put a question into a person's wrong-answer notebook 错题本."""

from collections.abc import Collection
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


@transaction.atomic
def note_wrong_answers(*, person: User, question_ids: Collection[int], origin: str, at: datetime) -> int:
    """Note what went wrong at `at`, all at once; how many entries are new or open again.

    An entry that knows of something as late is left alone: doing it twice changes nothing, and what was understood
    since stays cleared.
    """
    entries = WrongAnswer.objects.filter(person=person, question__in=question_ids)
    known = set(entries.select_for_update().values_list("question_id", flat=True))
    again = entries.filter(last_at__lt=at).update(times=F("times") + 1, last_at=at, origin=origin, cleared_at=None)
    new = [
        WrongAnswer(person=person, question_id=pk, origin=origin, last_at=at)
        for pk in sorted(set(question_ids) - known)
    ]
    WrongAnswer.objects.bulk_create(new, ignore_conflicts=True)
    return again + len(new)
