"""Give a person a role at a node of the tree."""

from django.db import transaction
from django.utils import timezone

from foundation import audit
from foundation.models import User
from organisation.models import Node, RoleGrant
from organisation.services.sync_admin_access import sync_admin_access


@transaction.atomic
def grant_role(*, person: User, role: str, node: Node, by: User | None) -> RoleGrant:
    """The grant, new or already held. Audited; the Wagtail groups follow."""
    grant, created = RoleGrant.objects.get_or_create(
        person=person, role=role, node=node, revoked_at=None, defaults={"granted_by": by, "granted_at": timezone.now()}
    )
    if created:
        audit.record("role.granted", by=by, on=grant, node_path=node.path, after={"role": role, "node": node.code})
        sync_admin_access(person)
    return grant
