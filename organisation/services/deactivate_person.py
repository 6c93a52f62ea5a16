"""Close and open an account. Leavers are ended, never deleted."""

from datetime import date, datetime

from django.db import transaction

from foundation import audit
from foundation.models import User
from organisation.models import Posting
from organisation.selectors import node_path_of
from organisation.services.end_sessions import end_sessions
from organisation.services.move_person import end_posting, open_postings
from organisation.services.revoke_role import revoke_role


@transaction.atomic
def deactivate_person(
    *, person: User, by: User | None, left_on: date | None = None, reason: str = "", at: datetime | None = None
) -> None:
    """Close the account: out at the next request, and no way back in. With `left_on` the person has left: the postings end
    that day and the roles are taken back, so that who returns one day does not return to them."""
    person = User.objects.select_for_update().get(pk=person.pk)
    path = node_path_of(person)
    if left_on is not None:
        for posting in open_postings(person):
            end_posting(posting=posting, on=left_on, presence=Posting.Presence.GONE, by=by, at=at)
        for grant in person.role_grants.filter(revoked_at=None):
            revoke_role(grant=grant, by=by, at=at)
    if person.is_active:
        person.is_active = False
        person.save(update_fields=["is_active"])
        end_sessions(person=person)
        audit.record("person.deactivated", by=by, on=person, reason=reason, node_path=path, at=at)


@transaction.atomic
def reactivate_person(*, person: User, by: User | None, at: datetime | None = None) -> None:
    """Open the account again. A posting that ended stays ended: move the person to give a new one."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
        audit.record("person.reactivated", by=by, on=person, node_path=node_path_of(person), at=at)
