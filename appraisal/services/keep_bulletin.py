"""Write the free parts of the month's bulletin."""

from datetime import datetime

from django.db import transaction

from appraisal.models import AppraisalPeriod, BulletinText
from foundation import audit
from foundation.models import User

PARTS = ("remarks", "complaints", "problems", "next_steps")


@transaction.atomic
def keep_bulletin(*, period: AppraisalPeriod, by: User, at: datetime | None = None, **parts: str) -> BulletinText:
    """The stored text; `parts` names any of PARTS."""
    text = BulletinText.objects.select_for_update().filter(period=period).first() or BulletinText(period=period)
    before = {name: getattr(text, name) for name in parts}
    for name in PARTS:
        setattr(text, name, parts.get(name, getattr(text, name)).replace("\r\n", "\n").strip())
    text.saved_by = by
    text.save()
    after = {name: getattr(text, name) for name in parts}
    if before != after:
        audit.record("bulletin.saved", by=by, on=text, node_path=period.node.path, before=before, after=after, at=at)
    return text
