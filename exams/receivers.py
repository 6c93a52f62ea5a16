"""What exams do when something happened: a closed attempt is marked, what was wrong goes into the notebook."""

from exams.services.hand_down_mistakes import hand_down_mistakes
from exams.services.mark_attempt import mark_attempt
from exams.services.release_results import release_if_automatic
from exams.signals import attempt_closed, result_changed, result_released
from foundation.facts import receives


@receives(attempt_closed, name="exams.mark_attempt")
def mark_closed_attempt(attempt_id: int) -> None:
    """Mark it, and release it where the sitting says so."""
    release_if_automatic(mark_attempt(attempt_id=attempt_id))


@receives(result_released, name="exams.hand_down_mistakes")
@receives(result_changed, name="exams.hand_down_changed_mistakes")
def note_mistakes(result_id: int, person_id: int, sitting_id: int) -> None:
    """What was wrong comes back in practice."""
    hand_down_mistakes(result_id=result_id)
