"""End an accommodation."""

from datetime import datetime

from django.db import transaction

from exams.models import Accommodation
from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from organisation.selectors import node_path_of


@transaction.atomic
def revoke_accommodation(*, accommodation: Accommodation, by: User, at: datetime | None = None) -> Accommodation:
    """Revoked from now on; a repeated call changes nothing. Attempts that run keep their end."""
    found = Accommodation.objects.select_for_update(of=("self",)).select_related("person").get(pk=accommodation.pk)
    if found.revoked_at is None:
        found.revoked_at, found.revoked_by = at or database_now(), by
        found.save(update_fields=["revoked_at", "revoked_by"])
        audit.record(
            "accommodation.revoked",
            by=by,
            on=found,
            label=str(found.person),
            node_path=node_path_of(found.person),
            at=at,
        )
    return found
