"""Take a role away."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from foundation import audit
from foundation.models import User
from organisation.models import RoleGrant
from organisation.services.sync_admin_access import sync_admin_access


@transaction.atomic
def revoke_role(*, grant: RoleGrant, by: User | None, at: datetime | None = None) -> None:
    """End the grant; ended already, nothing happens. Audited; the Wagtail groups follow."""
    grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("node", "person").get(pk=grant.pk)
    if grant.revoked_at is not None:
        return
    grant.revoked_at = at or timezone.now()
    grant.save(update_fields=["revoked_at"])
    before = {"role": grant.role, "node": grant.node.code}
    audit.record("role.revoked", by=by, on=grant, node_path=grant.node.path, before=before, at=at)
    sync_admin_access(grant.person)
