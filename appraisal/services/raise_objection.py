"""Object to a line of one's own appraisal."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisal.models import AppraisalEntry, Objection
from foundation import audit
from foundation.clock import local_date
from foundation.models import User

ANSWER_DAYS = 5


@transaction.atomic
def raise_objection(*, entry: AppraisalEntry, text: str, by: User, at: datetime | None = None) -> Objection:
    """The open objection. Raises ValidationError: not one's own line, too late, no reason given, one is open already."""
    at = at or timezone.now()
    entry = AppraisalEntry.objects.select_for_update().select_related("period").get(pk=entry.pk)
    _refuse_unless_in_order(entry, text, by, at)
    objection = Objection.objects.create(
        entry=entry, person=by, text=text.strip(), raised_at=at, due_on=local_date(at) + timedelta(days=ANSWER_DAYS)
    )
    audit.record("objection.raised", by=by, on=objection, node_path=entry.period.node.path, at=at)
    return objection


def last_day_to_object(entry: AppraisalEntry):
    """The last calendar day on which the line may be objected to."""
    return local_date(entry.at) + timedelta(days=entry.period.objection_days)


def _refuse_unless_in_order(entry: AppraisalEntry, text: str, by: User, at: datetime) -> None:
    if entry.person_id != by.pk:
        raise ValidationError(_("只能对自己的考核记录提出异议。"))
    if not text.strip():
        raise ValidationError(_("请写明理由，例如“10 月 12 日是公出，不是迟到”。"))
    if local_date(at) > last_day_to_object(entry):
        raise ValidationError(_("异议期已过，截止日是 %(day)s。") % {"day": last_day_to_object(entry)})
    if entry.objections.filter(state=Objection.State.OPEN).exists():
        raise ValidationError(_("这条记录已有一份异议在处理，请等答复。"))
