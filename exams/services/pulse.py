"""The player's heartbeat: what may have changed while somebody writes."""

from django.db.models.functions import Now

from exams.models import Attempt
from exams.representations import shown_state, stamp
from exams.services.find_attempt import find_attempt
from exams.services.note_address import note_address
from foundation.models import User


def pulse(*, attempt_id: int, person: User, client: str = "", network: str = "") -> dict:
    """State, end, clock, lease and the officer's messages; notes that the candidate was seen, and from where."""
    attempt, now = find_attempt(attempt_id=attempt_id, person=person)
    note_address(attempt=attempt, client=client, network=network, at=now)
    Attempt.objects.filter(pk=attempt.pk).update(seen_at=Now())
    return {
        "state": shown_state(attempt),
        "deadline": stamp(attempt.deadline_at),
        "server_time": stamp(now),
        "revision": attempt.revision,
        "lease": {"client": attempt.lease_client, "epoch": attempt.lease_epoch},
        "messages": [
            {"id": row.pk, "text": row.text, "at": stamp(row.at)} for row in attempt.sitting.messages.all()
        ],
    }  # fmt: skip
