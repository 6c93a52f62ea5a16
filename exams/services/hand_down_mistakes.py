"""Hand what was wrong in a released attempt down to the person's notebook 错题本."""

from datetime import datetime, timedelta

from exams.models import Attempt, Mark, Result
from exams.services.grade_attempt import marks_in_force
from foundation.clock import database_now
from question_bank.models import QuestionVersion
from question_bank.question_types import get
from question_bank.services.note_wrong_answer import note_wrong_answers

LATELY = timedelta(days=3)
WRITTEN_ENOUGH = 60  # percent of a written answer's points: few get them all


def hand_down_mistakes(*, result_id: int) -> int:
    """How many questions were noted; repeating it notes none. Nothing before the release, nothing of a test run."""
    result = Result.objects.select_related("attempt", "person").get(pk=result_id)
    if not result.released_at or result.trial:
        return 0
    wrong = mistakes_in(result.attempt)
    return note_wrong_answers(person=result.person, question_ids=wrong, origin="exam", at=result.released_at)


def mistakes_in(attempt: Attempt) -> set[int]:
    """Ids of the questions that were not answered well enough."""
    marks = marks_in_force(attempt)
    versions = QuestionVersion.objects.defer("content").in_bulk([mark.version_id for mark in marks])
    return {versions[mark.version_id].question_id for mark in marks if is_mistake(mark, versions[mark.version_id])}


def is_mistake(mark: Mark, version: QuestionVersion) -> bool:
    if get(version.kind).objective:
        return mark.points < mark.max_points
    return mark.points * 100 < WRITTEN_ENOUGH * mark.max_points


def hand_down_lately(*, at: datetime | None = None) -> int:
    """The sweep: what a lost message left out."""
    since = (at or database_now()) - LATELY
    released = Result.objects.filter(released_at__gte=since, trial=False).order_by("pk")
    return sum(hand_down_mistakes(result_id=pk) for pk in released.values_list("pk", flat=True))
