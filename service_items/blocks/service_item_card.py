"""A card of a service item, always of its current version."""

from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructBlockValidationError

from service_items.models import ServiceItem


def items_by_code(codes: list[str]) -> dict[str, ServiceItem]:
    """The service items with those codes and their current versions; one query, none for no codes."""
    found = ServiceItem.objects.select_related("current_version").filter(code__in=codes) if codes else []
    return {item.code: item for item in found}


def _address(code: str) -> str:
    """The item's page in the window handbook, without a query; "" on a site that does not open the handbook."""
    try:
        return reverse("service_items:item", args=[code])
    except NoReverseMatch:
        return ""


class ServiceItemCardBlock(StructBlock):
    """Stores the code only. A page with many cards passes `service_items` (code → item) in its context."""

    code = CharBlock(label=_("事项编码"), max_length=40, help_text=_("如 I08"))

    def clean(self, value):
        value = super().clean(value)
        if not ServiceItem.objects.filter(code=value["code"]).exists():
            message = gettext("目录里没有编码为 %(code)s 的事项，请填如 I08 的编码") % {"code": value["code"]}
            raise StructBlockValidationError(block_errors={"code": ValidationError(message)})
        return value

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        code = value.get("code", "")
        known = (parent_context or {}).get("service_items")
        item = (items_by_code([code]) if known is None else known).get(code)
        context["item"] = item
        context["version"] = item.current_version if item else None
        context["address"] = _address(code) if item else ""
        return context

    class Meta:
        label = _("事项卡片")
        icon = "tasks"
        template = "service_items/blocks/service_item_card.html"
        preview_value = {"code": "I08"}
