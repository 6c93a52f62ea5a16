"""Bring the look-up's rows in line with the catalogue."""

from collections.abc import Iterable

from django.db import transaction

from service_items.models import LookupEntry, ServiceItem, ServiceRule
from service_items.words import initials, plain

Kind = LookupEntry.Kind


@transaction.atomic
def index_items(items: Iterable[ServiceItem]) -> int:
    """Write the rows of these items anew, from their current versions; how many rows."""
    items = list(items)
    LookupEntry.objects.filter(item__in=items).delete()
    rows = [row for item in items for row in _rows_of(item)]
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


def _rows_of(item: ServiceItem) -> list[LookupEntry]:
    content = item.current_version.content if item.current_version else item.content
    named = " ".join(filter(None, [item.name, item.short_name]))
    found = _row(Kind.ITEM, f"{item.code} {item.name}", content.get("agency", ""), named, item=item)
    found.initials = f"{item.pinyin} {initials(item.short_name)} {initials(item.name)}".strip()[:200]
    rows = [found]
    for material in content.get("materials", []):
        detail = f"{item.code} {item.short_name or item.name} · {material.get('necessity', '')}"
        name = material["name"]
        rows.append(_row(Kind.MATERIAL, name, detail, f"{name} {item.name}", item=item, anchor=material["id"]))
    return rows


def _row(kind: str, title: str, detail: str, named: str, **of) -> LookupEntry:
    return LookupEntry(
        kind=kind, title=title[:200], detail=detail[:300], text=plain(f"{title} {named} {detail}")[:700],
        initials=initials(named)[:200], **of,
    )  # fmt: skip
