"""Give the bank the difficulty that exams measured."""

from collections.abc import Iterable
from datetime import datetime

from exams.question_record import experience
from foundation.models import User
from question_bank.models import ObservedDifficulty, QuestionVersion
from question_bank.services.observe_difficulty import Observation, difficulty_at, observe_difficulty


def feed_back_difficulty(
    *, version_ids: Iterable[int], by: User, at: datetime | None = None
) -> list[ObservedDifficulty]:
    """Take over the measured difficulty where enough candidates answered and it is not the one in force; in one deed."""
    known = experience(version_ids)
    versions = QuestionVersion.objects.with_difficulty().in_bulk(known)
    found = [
        Observation(pk, 100 * each.facility, each.candidates)
        for pk, each in known.items()
        if difficulty_at(100 * each.facility) != versions[pk].difficulty_now
    ]
    return observe_difficulty(observations=found, by=by, at=at) if found else []
