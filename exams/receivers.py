"""What exams do when something happened: a closed attempt is marked."""

from exams.models import Attempt, Sitting
from exams.rules import states
from exams.services.mark_attempt import mark_attempt
from exams.services.release_results import release_results
from exams.signals import attempt_closed
from foundation.facts import receives


@receives(attempt_closed, name="exams.mark_attempt")
def mark_closed_attempt(attempt_id: int) -> None:
    """Mark it, and release it where the sitting says so."""
    attempt = mark_attempt(attempt_id=attempt_id)
    automatic = attempt.sitting.release_policy == Sitting.Release.AUTOMATIC
    if automatic and Attempt.objects.filter(pk=attempt_id, state=states.GRADED).exists():
        release_results(sitting=attempt.sitting, by=None)
