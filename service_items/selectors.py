"""Questions asked of the catalogue."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from service_items.models import ReceptionPhrase, ServiceItem, ServiceItemChange, ServiceItemVersion

STALING = (ServiceItemChange.Severity.PROCEDURAL, ServiceItemChange.Severity.SUBSTANTIVE)


def stale_codes(codes: Iterable[str], *, reviewed_at: datetime, on: date) -> list[str]:
    """Of the service items with `codes`, those whose change makes a thing reviewed at `reviewed_at` stale on day `on`."""
    changes = ServiceItemChange.objects.filter(
        item__code__in=list(codes), severity__in=STALING, announced_at__gt=reviewed_at, effective_on__lte=on
    )
    return sorted(set(changes.values_list("item__code", flat=True)))


def staling_changes(on: date) -> dict[str, list[datetime]]:
    """Item code → when each staling change in effect on `on` was announced; for judging many things in one query."""
    announced: dict[str, list[datetime]] = defaultdict(list)
    rows = ServiceItemChange.objects.filter(severity__in=STALING, effective_on__lte=on)
    for code, at in rows.values_list("item__code", "announced_at"):
        announced[code].append(at)
    return announced


def is_stale(codes: Iterable[str], reviewed_at: datetime, changes: dict[str, list[datetime]]) -> bool:
    """Whether a thing on `codes`, reviewed at `reviewed_at`, is stale by `changes` (from `staling_changes`)."""
    return any(at > reviewed_at for code in codes for at in changes.get(code, ()))


def stale_condition(*, related_name: str, reviewed_at: str, on: date) -> Exists:
    """The same as a queryset condition, for rows with a many-to-many to ServiceItem.

    `related_name` is that relation's query name from ServiceItem, `reviewed_at` the row's instant. Use as
    `QuestionVersion.objects.exclude(stale_condition(related_name="question_versions", reviewed_at="approved_at", on=day))`.
    """
    return Exists(
        ServiceItemChange.objects.filter(
            Q(**{f"item__{related_name}": OuterRef("pk")}),
            severity__in=STALING,
            effective_on__lte=on,
            announced_at__gt=OuterRef(reviewed_at),
        )
    )


def version_in_force(item: ServiceItem, on: date) -> ServiceItemVersion | None:
    """The version that holds on day `on`: the newest whose effective day has come."""
    return item.versions.filter(effective_on__lte=on).order_by("-effective_on", "-number").first()


def recent_changes(item: ServiceItem, on: date, days: int = 90):
    """Changes announced for the item that came into effect in the last `days` days or are still to come."""
    return item.changes.filter(effective_on__gte=on - timedelta(days=days)).order_by("-effective_on")


def versions_in_force(codes: Iterable[str], on: date) -> list[tuple[ServiceItem, ServiceItemVersion]]:
    """The live items with those codes and their versions that hold on day `on`, by code; two queries."""
    items = list(ServiceItem.objects.filter(code__in=list(codes), live=True))
    begun = ServiceItemVersion.objects.filter(item__in=items, effective_on__lte=on).order_by("effective_on", "number")
    newest = {version.item_id: version for version in begun}
    return [(item, newest[item.pk]) for item in items if item.pk in newest]


def phrases_by_moment() -> list[tuple[str, list[ReceptionPhrase]]]:
    """What is said at each moment of a reception, in its order; moments without a phrase are left out; two queries."""
    told: dict[str, list[ReceptionPhrase]] = defaultdict(list)
    for phrase in ReceptionPhrase.objects.prefetch_related("rules"):
        told[phrase.moment].append(phrase)
    return [(moment, told[moment]) for moment in ReceptionPhrase.Moment if told[moment]]
