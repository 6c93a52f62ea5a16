"""Note that the writing device came from another network than before."""

from datetime import datetime

from django.db import transaction

from exams.models import Attempt, IntegrityEvent
from exams.rules import states

MOST_PER_ATTEMPT = 50


@transaction.atomic
def note_address(*, attempt: Attempt, client: str, network: str, at: datetime) -> bool:
    """Remember the network of the device that holds the lease; whether a change of it was noted.

    Other devices that look on are not compared. The first network is remembered without a note, and so is the one
    after a device was taken over, which has a note of its own. Two pulses at once note one change.
    """
    holds = client and client == attempt.lease_client and attempt.state == states.IN_PROGRESS
    if not holds or not network or network == attempt.network:
        return False
    before = attempt.network
    moved = Attempt.objects.filter(pk=attempt.pk, network=before, lease_client=client).update(network=network)
    if not moved or not before:
        return False
    events = IntegrityEvent.objects.filter(attempt=attempt, kind=IntegrityEvent.Kind.ADDRESS)
    if events.count() < MOST_PER_ATTEMPT:
        details = {"from": before, "to": network}
        IntegrityEvent.objects.create(attempt=attempt, kind=IntegrityEvent.Kind.ADDRESS, at=at, details=details)
    return True
