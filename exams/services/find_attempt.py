"""Find one's own attempt."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from exams.errors import ExamProblem
from exams.models import Accommodation, Attempt
from exams.rules import states
from exams.services.close_attempt import settle
from foundation.models import User
from foundation.sabotage import broken


def find_attempt(
    *, attempt_id: int, person: User, with_paper: bool = False, at: datetime | None = None
) -> tuple[Attempt, datetime]:
    """The person's started attempt with sitting and `large_type`, closed if its end has passed, and the database's time.
    `with_paper` brings the text of the paper along.

    Raises ExamProblem("not_found") for anybody else's, and for one that has not begun.
    """
    owner = {} if broken("own-attempt") else {"person": person}
    rows = Attempt.objects.filter(pk=attempt_id, **owner).exclude(state=states.CREATED)
    large = Accommodation.objects.holding(at or Now()).filter(person=OuterRef("person"), large_type=True)
    rows = rows.select_related("sitting").annotate(clock=Now(), large_type=Exists(large))
    if with_paper:
        rows = rows.select_related("paper").defer("paper__questions", "paper__key_numbers", "paper__shapes")
    attempt = rows.first()
    if attempt is None:
        raise ExamProblem("not_found")
    now = at or attempt.clock
    return settle(attempt, now), now
