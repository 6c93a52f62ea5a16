"""Do what a catalogue plan says: all of it in one short transaction, or none."""

from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from foundation import audit
from foundation.clock import local_date
from foundation.models import User
from organisation.models import Node
from service_items.models import ServiceItem, ServiceItemVersion
from service_items.services.freeze_item import digest
from service_items.services.index_lookup import index_items
from service_items.services.plan_catalogue import CHANGED, NEW, CataloguePlan, ItemPlan


def apply_catalogue(
    plan: CataloguePlan, *, by: User, publish_new_from: date | None = None, at: datetime | None = None
) -> dict[str, int]:
    """Write the plan; how many of each kind. Raises ValueError if it has errors.

    New items become drafts, or, with a day, go live with their first version in force from it. Changed items become
    drafts whatever is said: each is published, or sent to review, by somebody who has seen what changes.
    """
    if plan.errors:
        raise ValueError("a catalogue with errors is not written")
    at = at or timezone.now()
    fresh = [one for one in plan.items if one.kind == NEW]
    changed = [one for one in plan.items if one.kind == CHANGED]
    with transaction.atomic():
        for one in fresh + changed:
            one.draft.imported_on, one.draft.imported_hash = local_date(at), one.digest
        _add(fresh, live=publish_new_from is not None, at=at)
        _keep(changed)
        _revise(fresh + changed, by, at)
        if publish_new_from is not None:
            _publish(fresh, by, publish_new_from, at)
        if fresh or changed:
            _record(fresh, changed, by, publish_new_from, at)
    index_items([one.draft for one in fresh])  # afterwards: the writing transaction stays short
    return {kind: plan.count(kind) for kind in (NEW, CHANGED)}


def _add(fresh: list[ItemPlan], *, live: bool, at: datetime) -> None:
    for one in fresh:
        one.draft.live, one.draft.has_unpublished_changes = live, not live
        if live:
            one.draft.first_published_at = one.draft.last_published_at = at
    ServiceItem.objects.bulk_create([one.draft for one in fresh], batch_size=100)
    through = ServiceItem._meta.get_field("rules").remote_field.through
    through.objects.bulk_create(
        [through(serviceitem_id=one.draft.pk, servicerule_id=rule.pk) for one in fresh for rule in one.rules]
    )


def _keep(changed: list[ItemPlan]) -> None:
    """Where the file came from is noted on the row; an item that never went live takes its draft's wording at once."""
    for one in changed:
        if not one.draft.live:
            one.draft.save()
        ServiceItem.objects.filter(pk=one.draft.pk).update(
            has_unpublished_changes=True, imported_on=one.draft.imported_on, imported_hash=one.draft.imported_hash
        )


def _revise(plans: list[ItemPlan], by: User, at: datetime) -> None:
    kind = ContentType.objects.get_for_model(ServiceItem)
    rows = []
    for one in plans:
        one.draft.change_severity, one.draft.effective_on, one.draft.change_summary = "", None, ""
        rows.append(
            Revision(
                content_type=kind,
                base_content_type=kind,
                object_id=str(one.draft.pk),
                user=by,
                created_at=at,
                object_str=str(one.draft),
                content=one.draft.serializable_data(),
            )
        )
    Revision.objects.bulk_create(rows, batch_size=100)
    for one, revision in zip(plans, rows, strict=True):
        one.draft.latest_revision = revision
    ServiceItem.objects.bulk_update([one.draft for one in plans], ["latest_revision"], batch_size=100)


def _publish(fresh: list[ItemPlan], by: User, day: date, at: datetime) -> None:
    versions = []
    for one in fresh:
        frozen = one.draft.frozen()
        versions.append(
            ServiceItemVersion(
                item=one.draft,
                number=1,
                content=frozen,
                content_hash=digest(frozen),
                effective_on=day,
                published_at=at,
                published_by=by,
            )
        )
    ServiceItemVersion.objects.bulk_create(versions, batch_size=100)
    for one, version in zip(fresh, versions, strict=True):
        one.draft.current_version, one.draft.live_revision = version, one.draft.latest_revision
    ServiceItem.objects.bulk_update([one.draft for one in fresh], ["current_version", "live_revision"], batch_size=100)


def _record(fresh, changed, by: User, day: date | None, at: datetime) -> None:
    after = {
        "new": [one.draft.code for one in fresh],
        "changed": {one.draft.code: [change.label for change in one.changes] + one.own_changes for one in changed},
        "published_from": day,
    }
    paths = [one.draft.node_path for one in fresh + changed]
    audit.record(
        "catalogue.imported", by=by, kind="service_items.catalogue", label=f"{len(fresh)} + {len(changed)}",
        node_path=_lowest_above(paths), after=after, at=at,
    )  # fmt: skip


def _lowest_above(paths: list[str]) -> str:
    """The path of the lowest node that has all of them below it; empty if there is none."""
    lengths = range(min(map(len, paths)), 0, -Node.steplen)
    return next((paths[0][:n] for n in lengths if len({path[:n] for path in paths}) == 1), "")
