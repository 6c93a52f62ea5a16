"""The candidate's word on something in the integrity log."""

from exams.models import IntegrityEvent
from foundation.clock import database_now


def annotate_integrity(*, event: IntegrityEvent, text: str) -> IntegrityEvent:
    """Store the explanation, once; what was said stays."""
    if text.strip() and not event.annotation:
        event.annotation, event.annotated_at = text.strip()[:300], database_now()
        event.save(update_fields=["annotation", "annotated_at"])
    return event
