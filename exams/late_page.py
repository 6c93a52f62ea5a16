"""What a page after the end needs, so that answers still on this device reach the quarantine (static/exams/late.js)."""

from exams.models import Attempt
from exams.outbox_key import outbox_key
from exams.player_words import late_words


def late_context(attempt: Attempt) -> dict:
    """For the template exams/_late.html."""
    return {"outbox_key": outbox_key(attempt.pk, attempt.person_id), "late_words": late_words()}
