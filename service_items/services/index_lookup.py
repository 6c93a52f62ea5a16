"""Bring the look-up's rows in line with the catalogue."""

from collections.abc import Iterable

from django.db import transaction

from foundation.clock import local_date
from service_items.models import LookupEntry, ServiceItem, ServiceItemVersion, ServiceRule
from service_items.words import initials, plain

Kind = LookupEntry.Kind


@transaction.atomic
def index_items(items: Iterable[ServiceItem]) -> int:
    """Write the rows of these items anew, from their versions in force today; how many rows. One taken down has none."""
    items = list(items)
    LookupEntry.objects.filter(item__in=items).delete()
    begun = ServiceItemVersion.objects.filter(item__in=items, effective_on__lte=local_date())
    versions = {version.item_id: version for version in begun.order_by("effective_on", "number")}
    rows = [row for item in items if item.live for row in _rows_of(item, versions.get(item.pk))]
    LookupEntry.objects.bulk_create(rows, batch_size=500)
    return len(rows)


@transaction.atomic
def index_rules() -> int:
    """Write the rows of all rules anew; how many."""
    LookupEntry.objects.filter(kind=Kind.RULE).delete()
    rows = [
        _row(Kind.RULE, f"{rule.code} {rule.name}", rule.duty, rule.name, rule=rule)
        for rule in ServiceRule.objects.all()
    ]
    LookupEntry.objects.bulk_create(rows)
    return len(rows)


def _rows_of(item: ServiceItem, version: ServiceItemVersion | None) -> list[LookupEntry]:
    content = version.content if version else item.frozen()
    name, short_name = content.get("name") or item.name, content.get("short_name") or item.short_name
    found = _row(
        Kind.ITEM,
        f"{item.code} {name}",
        content.get("agency", ""),
        " ".join(filter(None, [name, short_name])),
        item=item,
    )
    found.initials = f"{item.pinyin} {initials(short_name)} {initials(name)}".strip()[:200]
    rows = [found]
    for material in content.get("materials", []):
        detail = f"{item.code} {short_name or name} · {material.get('necessity', '')}"
        named = f"{material['name']} {name}"
        rows.append(_row(Kind.MATERIAL, material["name"], detail, named, item=item, anchor=material["id"]))
    return rows


def _row(kind: str, title: str, detail: str, named: str, **of) -> LookupEntry:
    return LookupEntry(
        kind=kind, title=title[:200], detail=detail[:300], text=plain(f"{title} {named} {detail}")[:700],
        initials=initials(named)[:200], **of,
    )  # fmt: skip
