"""A service item went live: freeze what it says, and announce what that changes."""

import hashlib
import json
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from foundation import audit
from foundation.clock import local_date
from foundation.models import User
from service_items.models import ServiceItem, ServiceItemVersion
from service_items.rules.differences import Difference, default_severity, differences
from service_items.services.index_lookup import index_items
from service_items.services.mark_changed import mark_changed

SUMMARY = 300


@transaction.atomic
def freeze_item(*, item: ServiceItem, by: User | None, at: datetime | None = None) -> ServiceItemVersion:
    """The version now published: the last one if nothing differs from it, else a new one, announced once.

    Where the author said nothing: the severity is that of the weightiest field (rules.differences.FIELDS), and the
    version takes effect on the day it is published. No version takes effect before the one it follows.
    May run any number of times.
    """
    at = at or timezone.now()
    item = ServiceItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    before = item.versions.order_by("-number").first()
    content = item.frozen()
    changes = differences(before.content, content) if before else []
    if before and not changes:
        return before
    version = _freeze(item, content, before, by, at)
    if before:
        mark_changed(
            item=item, version=version, severity=item.change_severity or default_severity(changes),
            effective_on=version.effective_on, summary=item.change_summary or in_short(changes),
            fields=[change.as_dict() for change in changes], by=by, at=at,
        )  # fmt: skip
    index_items([item])
    return version


def _freeze(item, content: dict, before, by: User | None, at: datetime) -> ServiceItemVersion:
    version = ServiceItemVersion.objects.create(
        item=item,
        number=before.number + 1 if before else 1,
        content=content,
        content_hash=digest(content),
        effective_on=max(filter(None, [item.effective_on or local_date(at), before and before.effective_on])),
        published_at=at,
        published_by=by,
    )
    ServiceItem.objects.filter(pk=item.pk).update(current_version=version)
    item.current_version = version
    audit.record(
        "service_item.version_frozen", by=by, on=item, node_path=item.node_path, at=at,
        after={"number": version.number, "effective_on": version.effective_on, "hash": version.content_hash},
    )  # fmt: skip
    return version


def digest(content: dict) -> str:
    """SHA-256 of the content as canonical JSON."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def in_short(changes: list[Difference]) -> str:
    """Which fields changed, in a line: "改了：申报材料·申请表·份数、收费"."""
    labels = "、".join(dict.fromkeys(change.label for change in changes))
    text = f"改了：{labels}"
    return text if len(text) <= SUMMARY else text[: SUMMARY - 1] + "…"


def earliest_day(item: ServiceItem, today: date) -> date:
    """The first day from which a new version may take effect."""
    before = item.versions.order_by("-number").first()
    return before.effective_on if before else date.min
