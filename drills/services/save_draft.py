"""Write a case, or write on it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from drills.errors import DrillRefused
from drills.models import Scenario
from foundation import audit
from foundation.models import User
from organisation.models import Node
from service_items.models import ServiceItem, ServiceRule


@transaction.atomic
def create_scenario(*, content: dict, node: Node, by: User, at: datetime | None = None) -> Scenario:
    """A new case with its draft. Raises DrillRefused if the key is taken."""
    key = str(content.get("key", "")).strip()
    if not key or Scenario.objects.filter(key=key).exists():
        raise DrillRefused(_("代号“%(key)s”为空或已被使用，请换一个。") % {"key": key})
    now = at or timezone.now()
    scenario = Scenario(key=key, node=node, author=by, created_at=now)
    _write(scenario, content, now)
    audit.record("scenario.created", by=by, on=scenario, node_path=node.path, at=now)
    return scenario


@transaction.atomic
def save_draft(*, scenario: Scenario, content: dict, by: User, at: datetime | None = None) -> Scenario:
    """Replace the draft. It may be unfinished: publishing asks for more. The key stays as it is."""
    scenario = Scenario.objects.select_for_update().get(pk=scenario.pk)
    _write(scenario, content | {"key": scenario.key}, at or timezone.now())
    return scenario


def _write(scenario: Scenario, content: dict, now: datetime) -> None:
    target = content.get("target_minutes", 7)
    scenario.content = content
    scenario.title = str(content.get("title", ""))[:120] or scenario.key
    scenario.target_minutes = target if isinstance(target, int | float) and 0 < target < 100 else 7
    scenario.updated_at = now
    scenario.save()
    scenario.service_items.set(ServiceItem.objects.filter(code__in=_codes(content, "service_items")))
    scenario.rules.set(ServiceRule.objects.filter(code__in=_codes(content, "rules")))


def _codes(content: dict, field: str) -> list[str]:
    listed = content.get(field)
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
