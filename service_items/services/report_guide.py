"""这份指南有误: somebody at a window says that a guide is wrong."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import audit
from foundation.facts import announce
from foundation.models import User
from foundation.notices import send_notice
from service_items.models import ServiceItem
from service_items.permissions import keepers_of
from service_items.signals import guide_reported

EDIT = "wagtailsnippets_service_items_serviceitem:edit"


@transaction.atomic
def report_guide(*, item: ServiceItem, text: str, by: User, at: datetime | None = None) -> None:
    """Tell those who keep the item at once, and announce `guide_reported`; the same words of one person are told once."""
    at = at or timezone.now()
    audit.record("guide.reported", by=by, on=item, node_path=item.node_path, reason=text[:200], at=at)
    key = f"{item.code}-{by.pk}-{at.isoformat()}"
    announce(guide_reported, key=key, item_code=item.code, by_id=by.pk, text=text)
    send_notice(
        to=[person for person in keepers_of(item) if person != by],
        title=_("指南可能有误：%(item)s") % {"item": item},
        body=_("%(name)s（%(number)s）：%(text)s") % {"name": by.name, "number": by.username, "text": text},
        url=reverse(EDIT, args=[item.pk]),
        key=f"guide-{item.code}-{by.pk}-{hashlib.sha256(text.encode()).hexdigest()[:16]}",
    )
