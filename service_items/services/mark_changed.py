"""Announce that a service item changes, from a day on."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from foundation import audit
from foundation.facts import announce
from foundation.models import User
from service_items.models import ServiceItem, ServiceItemChange, ServiceItemVersion
from service_items.signals import service_item_changed


@transaction.atomic
def mark_changed(
    *,
    item: ServiceItem,
    severity: str,
    effective_on: date,
    by: User | None,
    summary: str = "",
    fields: list[dict] | None = None,
    version: ServiceItemVersion | None = None,
    cause_kind: str = "",
    cause_key: str = "",
    at: datetime | None = None,
) -> ServiceItemChange:
    """Record the change and announce `service_item_changed` after commit; the same cause is recorded once.

    Raises ValueError if there is neither a version nor a named cause.
    """
    if version and not cause_key:
        cause_kind, cause_key = "version", str(version.number)
    if not cause_key:
        raise ValueError("a change needs a version or a named cause")
    change, created = ServiceItemChange.objects.get_or_create(
        item=item,
        cause_kind=cause_kind,
        cause_key=cause_key,
        defaults={
            "severity": severity,
            "effective_on": effective_on,
            "announced_at": at or timezone.now(),
            "announced_by": by,
            "summary": summary,
            "fields": fields or [],
            "version": version,
        },
    )
    if created:
        audit.record(
            "service_item.changed", by=by, on=item, node_path=item.node_path, at=at,
            after={"severity": severity, "on": effective_on},
        )  # fmt: skip
        announce(
            service_item_changed,
            key=f"change-{change.pk}",
            item_code=item.code,
            change_id=change.pk,
            severity=severity,
            effective_on=effective_on.isoformat(),
        )
    return change
