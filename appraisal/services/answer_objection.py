"""Answer an objection, as another person than the one who raised it, entered the line or brought its figures."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from appraisal.hands import may_answer, who_may_answer
from appraisal.models import AppraisalEntry, Objection
from appraisal.services.enter_veto import lift_by_objection
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
    """Record the answer; if upheld with a difference, append an adjustment line; if a veto, lift it. Raises ValidationError."""
    at = at or timezone.now()
    objection = (
        Objection.objects.select_for_update().select_related("entry__period__node", "person").get(pk=objection.pk)
    )
    _refuse_unless_in_order(objection, upheld, answer, by, adjust_by)
    objection.state = Objection.State.UPHELD if upheld else Objection.State.REJECTED
    objection.answered_by, objection.answered_at, objection.answer = by, at, answer.strip()
    if upheld and objection.entry.kind == AppraisalEntry.Kind.VETO:
        objection.adjustment = lift_by_objection(objection, by, at)
    elif upheld and adjust_by:
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
    if not may_answer(objection, by):
        raise ValidationError(
            f"{_('须由另一位同事答复：提出人、录入人和导入报表的人都不能自己答复。')}{others_of(objection)}"
        )
    if not answer.strip():
        raise ValidationError(_("请写明答复，让当事人看得懂为什么。"))
    if not upheld and adjust_by:
        raise ValidationError(_("异议不成立时不能调整得分。"))
    _refuse_beyond_full(objection.entry, adjust_by)


def others_of(objection: Objection) -> str:
    """Who may answer instead, as a sentence."""
    names = "、".join(f"{person.name}（{person.username}）" for person in who_may_answer(objection))
    if names:
        return _("可以请 %(names)s 答复。") % {"names": names}
    return _("这里没有第二位管理者，请系统管理员先指定一位。")


def _refuse_beyond_full(entry: AppraisalEntry, adjust_by: Decimal) -> None:
    """An indicator's points stay between 0 and its full points, whoever adjusts them."""
    lines = AppraisalEntry.objects.filter(period=entry.period, person=entry.person, indicator=entry.indicator)
    now = lines.aggregate(sum=Sum("points"))["sum"]
    if adjust_by and not 0 <= now + adjust_by <= entry.indicator.full_points:
        message = _("这一项现在是 %(now)s 分，满分 %(full)s，调整后要在 0 和满分之间。")
        raise ValidationError(
            {"adjust_by": message % {"now": f"{now:.2f}", "full": f"{entry.indicator.full_points:.2f}"}}
        )


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
