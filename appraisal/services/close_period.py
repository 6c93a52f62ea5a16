"""Close a month: freeze what everyone has, with a hash."""

import hashlib
import json
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisal.models import AppraisalPeriod, Objection
from appraisal.selectors import period_scores
from appraisal.signals import period_closed
from foundation import audit
from foundation.facts import announce
from foundation.models import User


@transaction.atomic
def close_period(*, period: AppraisalPeriod, by: User, at: datetime | None = None) -> AppraisalPeriod:
    """The closed period. Raises ValidationError while objections are open, or if it is closed already."""
    at = at or timezone.now()
    period = AppraisalPeriod.objects.select_for_update().select_related("node").get(pk=period.pk)
    if period.state == AppraisalPeriod.State.CLOSED:
        raise ValidationError(_("这个月已经关账。"))
    waiting = Objection.objects.filter(entry__period=period, state=Objection.State.OPEN).count()
    if waiting:
        raise ValidationError(_("还有 %(count)s 份异议没有答复，先答复再关账。") % {"count": waiting})
    period.snapshot = {"month": period.name, "people": [score.as_json() for score in period_scores(period)]}
    period.snapshot_hash = snapshot_hash(period.snapshot)
    period.state, period.closed_at, period.closed_by = AppraisalPeriod.State.CLOSED, at, by
    period.save()
    after = {"hash": period.snapshot_hash}
    audit.record("appraisal.closed", by=by, on=period, node_path=period.node.path, after=after, at=at)
    announce(period_closed, key=f"period-{period.pk}", period_id=period.pk)
    return period


def snapshot_hash(snapshot: dict) -> str:
    """SHA-256 of the snapshot's canonical JSON (sorted keys, no spaces, UTF-8)."""
    canonical = json.dumps(snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
