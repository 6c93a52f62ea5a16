"""What this app tells the registries."""

from foundation.registries import links, search
from service_items.lookup import hits
from service_items.models import ServiceItem


def item_link(key: str) -> links.Link | None:
    found = ServiceItem.objects.filter(code=key).first()
    return links.Link("service_item", key, str(found), f"/items/{key}/") if found else None


def register() -> None:
    links.register("service_item", item_link)
    search.register("service_items", hits)
