"""Keep the month's awards: give, change, take off the list."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from appraisal.models import AppraisalPeriod, Award, AwardKind
from appraisal.selectors import people_of
from appraisal.services.enter_veto import vetoes_standing
from foundation import audit
from foundation.models import User
from organisation.models import Window


@transaction.atomic
def keep_award(
    *, period: AppraisalPeriod, kind: str, by: User, window: Window | None = None, person: User | None = None,
    reason: str = "", award: Award | None = None, at: datetime | None = None,
) -> Award:  # fmt: skip
    """The award, new or (with `award`) changed. Raises ValidationError if it does not fit or is on the list already."""
    period = AppraisalPeriod.objects.select_for_update().select_related("node").get(pk=period.pk)
    window, person = (window, None) if kind == AwardKind.RED_FLAG_WINDOW else (None, person)
    _refuse_unless_in_order(period, kind, window, person, award)
    before = _told(award) if award else None
    verb = "award.changed" if award else "award.added"
    award = award or Award(period=period)
    award.kind, award.window, award.person, award.reason, award.given_by = kind, window, person, reason.strip(), by
    award.save()
    audit.record(verb, by=by, on=award, node_path=period.node.path, before=before, after=_told(award), at=at)
    return award


@transaction.atomic
def remove_award(*, award: Award, by: User, at: datetime | None = None) -> None:
    """Take it off the list; the audit trail keeps what it was."""
    path = award.period.node.path
    audit.record("award.removed", by=by, on=award, node_path=path, before=_told(award), at=at)
    award.delete()


def _told(award: Award) -> dict:
    to = award.window.code if award.window else award.person.username
    return {"month": award.period.name, "kind": award.kind, "to": to, "reason": award.reason}


def _refuse_unless_in_order(period, kind: str, window: Window | None, person: User | None, award) -> None:
    if kind == AwardKind.RED_FLAG_WINDOW:
        if window is None or not window.hall.path.startswith(period.node.path):
            raise ValidationError({"window": _("红旗窗口要选本机构的一个窗口。")})
    elif person is None or person not in people_of(period):
        raise ValidationError({"person": _("这个奖项给个人，请填这个月在本机构的工号。")})
    elif vetoes_standing(period).filter(person=person).exists():
        raise ValidationError({"person": _("%(name)s这个月有一票否决，不参加评优。") % {"name": person.name}})
    same = Award.objects.filter(period=period, kind=kind, window=window, person=person)
    if same.exclude(pk=award.pk if award else None).exists():
        raise ValidationError(_("这个奖项名单里已经有了。"))
