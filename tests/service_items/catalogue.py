"""A small catalogue for the stories about it."""

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.blocks import BlockField

from service_items.models import ServiceItem
from service_items.services.freeze_item import freeze_item

CONTENT = {
    "type": "行政给付", "handling_type": "承诺件", "agency": "民政部门", "audience": "自然人", "label": "演示口径",
    "conditions": [{"id": "I04-C1", "text": "年满 80 周岁"}],
    "materials": [
        {"id": "I04-M1", "name": "申报表", "necessity": "必要", "acceptance_standard": "栏目填全", "source": "窗口提供"},
        {"id": "I04-M4", "name": "社保卡金融账户", "necessity": "必要", "source": "申请人自备",
         "tolerance": {"allowed": True, "days": 3, "unit": "工作日"}},
    ],
    "limits": [{"id": "I04-L1", "kind": "promised", "days": 15, "unit": "工作日", "text": "承诺 15 个工作日"}],
    "fees": [{"id": "I04-F1", "text": "不收费"}],
    "steps": [{"id": "I04-S1", "name": "收件", "who": "窗口经办", "limit": "当场"}],
    "contact": {"consult": "0000-0000000", "place": "综合窗口", "hours": "9:00-17:30"},
}  # fmt: skip


def make_item(code="I04", name="高龄津贴", node=None, content=CONTENT, at=None, **columns) -> ServiceItem:
    """An item published and in force."""
    item = ServiceItem.objects.create(
        code=code, name=name, node=node, content=content, last_published_at=at or timezone.now(), **columns
    )
    freeze_item(item=item, by=None, at=at)
    item.live_revision = item.save_revision()
    item.has_unpublished_changes = False
    item.save(update_fields=["live_revision", "has_unpublished_changes"])
    return ServiceItem.objects.get(pk=item.pk)


def address(name: str, *args) -> str:
    return reverse(f"wagtailsnippets_service_items_serviceitem:{name}", args=args)


def editor_data(client: Client, item: ServiceItem | None = None, **changes) -> dict:
    """What the editor's form would post, with `changes`."""
    page = client.get(address("edit", item.pk) if item else address("add"))
    assert page.status_code == 200
    data = {}
    for bound in page.context["form"]:
        value = bound.value()
        if isinstance(bound.field, BlockField):
            data |= _stream(bound.html_name, value or [])
        elif isinstance(value, list | tuple):
            data[bound.html_name] = [str(getattr(one, "pk", one)) for one in value]
        elif value not in (None, False):
            data[bound.html_name] = str(value)
    return data | changes


def _stream(prefix: str, value) -> dict:
    data = {f"{prefix}-count": str(len(value))}
    for index, child in enumerate(value):
        start = f"{prefix}-{index}"
        data |= {f"{start}-deleted": "", f"{start}-order": str(index), f"{start}-type": "row", f"{start}-id": child.id}
        data |= _struct(f"{start}-value", child.value)
    return data


def _struct(prefix: str, value) -> dict:
    data = {}
    for name, given in value.items():
        if hasattr(given, "items"):
            data |= _struct(f"{prefix}-{name}", given)
        elif given is not None and given is not False and given != "":  # 0 is a value
            data[f"{prefix}-{name}"] = "on" if given is True else str(getattr(given, "pk", given))
        elif given == "":
            data[f"{prefix}-{name}"] = ""
    return data
