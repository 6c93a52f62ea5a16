"""Answer an objection, as another person than the one who raised it or entered the line."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisal.models import AppraisalEntry, Objection
from foundation import audit
from foundation.models import User
from foundation.notices import send_notice


@transaction.atomic
def answer_objection(
    *,
    objection: Objection,
    upheld: bool,
    answer: str,
    by: User,
    adjust_by: Decimal = Decimal(0),
    at: datetime | None = None,
) -> Objection:
    """Record the answer; if upheld with a difference, append an adjustment line. Raises ValidationError."""
    at = at or timezone.now()
    objection = (
        Objection.objects.select_for_update().select_related("entry__period__node", "person").get(pk=objection.pk)
    )
    _refuse_unless_in_order(objection, upheld, answer, by, adjust_by)
    objection.state = Objection.State.UPHELD if upheld else Objection.State.REJECTED
    objection.answered_by, objection.answered_at, objection.answer = by, at, answer.strip()
    if upheld and adjust_by:
        objection.adjustment = _adjust(objection, adjust_by, by, at)
    objection.save()
    path = objection.entry.period.node.path
    after = {"state": objection.state, "adjust_by": str(adjust_by)}
    audit.record("objection.answered", by=by, on=objection, node_path=path, after=after, reason=answer, at=at)
    send_notice(
        to=[objection.person],
        title=_("您的考核异议已答复：%(state)s") % {"state": objection.get_state_display()},
        body=objection.answer,
        url=f"/appraisal/{objection.entry.period_id}/",
        key=f"objection-{objection.pk}",
    )
    return objection


def _refuse_unless_in_order(objection: Objection, upheld: bool, answer: str, by: User, adjust_by: Decimal) -> None:
    if objection.state != Objection.State.OPEN:
        raise ValidationError(_("这份异议已经答复过。"))
    if by.pk in (objection.person_id, objection.entry.by_id):
        raise ValidationError(_("须由另一位同事答复：提出人和录入人都不能自己答复。"))
    if not answer.strip():
        raise ValidationError(_("请写明答复，让当事人看得懂为什么。"))
    if not upheld and adjust_by:
        raise ValidationError(_("异议不成立时不能调整得分。"))


def _adjust(objection: Objection, difference: Decimal, by: User, at: datetime) -> AppraisalEntry:
    entry = objection.entry
    return AppraisalEntry.objects.create(
        period=entry.period,
        person=entry.person,
        indicator=entry.indicator,
        kind=AppraisalEntry.Kind.ADJUSTMENT,
        points=difference,
        explanation=_("异议成立，调整 %(points)s 分") % {"points": f"{difference:+}"},
        evidence=[{"kind": "objection", "key": str(objection.pk), "text": objection.answer[:200]}],
        at=at,
        by=by,
        key=f"objection-{objection.pk}",
    )
