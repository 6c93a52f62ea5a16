"""窗口速查: find items, materials and rules by any Chinese words in them or by pinyin initials."""

from collections.abc import Iterable

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from foundation.models import User
from foundation.registries.search import Hit
from service_items.models import LookupEntry
from service_items.words import plain


def find_entries(query: str, limit: int = 20) -> QuerySet[LookupEntry]:
    """The best entries: titles that begin so first, then items before materials before rules. Empty query: none.

    Several words must all occur. One query of the database.
    """
    words = [plain(word) for word in query.split() if plain(word)]
    if not words:
        return LookupEntry.objects.none()
    condition = Q()
    for word in words:
        found = Q(text__contains=word)
        if word.isascii() and word.isalnum():
            found |= Q(initials__contains=word)
        condition &= found
    first = words[0]
    rank = Case(
        When(Q(initials__startswith=first) | Q(item__short_name__startswith=query.strip()), kind="item", then=Value(0)),
        When(kind="item", then=Value(1)),
        When(kind="rule", then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    order = ("rank", "item__code", "pk")
    best = LookupEntry.objects.filter(condition).annotate(rank=rank).order_by(*order)
    rows = LookupEntry.objects.filter(pk__in=best.values("pk")[:limit]).select_related("item", "rule")
    narrow = rows.only("kind", "anchor", "title", "detail", "item__code", "rule__code")  # items are wide
    return narrow.annotate(rank=rank).order_by(*order)


def hits(user: User, query: str, limit: int) -> Iterable[Hit]:
    """For the site-wide search."""
    for entry in find_entries(query, limit):
        yield Hit(kind=entry.get_kind_display(), title=entry.title, url=entry_url(entry), excerpt=entry.detail)


def entry_url(entry: LookupEntry) -> str:
    """Where an entry leads."""
    if entry.rule_id:
        return f"/items/rules/#{entry.rule.code}"
    return f"/items/{entry.item.code}/" + (f"#{entry.anchor}" if entry.anchor else "")
