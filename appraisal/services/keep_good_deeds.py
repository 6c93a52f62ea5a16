"""Keep the month's list of good deeds; each change is reckoned at once."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from appraisal.models import AppraisalPeriod, GoodDeed, SheetKind
from appraisal.selectors import people_of
from appraisal.services.reckon_period import reckon_period
from foundation import audit
from foundation.models import User


@transaction.atomic
def keep_good_deed(
    *, period: AppraisalPeriod, person: User | None, on: date, text: str, by: User, deed: GoodDeed | None = None,
    at: datetime | None = None,
) -> GoodDeed:  # fmt: skip
    """The good deed, new or (with `deed`) changed. Raises ValidationError: another month's day, nobody of this place."""
    period = AppraisalPeriod.objects.select_for_update().select_related("node").get(pk=period.pk)
    if on.replace(day=1) != period.month:
        raise ValidationError({"on": _("日期要在 %(month)s 里。") % {"month": period.name}})
    if person is None or person not in people_of(period):
        raise ValidationError({"person": _("请填这个月在本机构的工号。")})
    before, was = (_told(deed), deed.person) if deed else (None, None)
    verb = "good_deed.changed" if deed else "good_deed.added"
    deed = deed or GoodDeed(period=period)
    deed.person, deed.on, deed.text, deed.kept_by = person, on, text.strip(), by
    deed.save()
    audit.record(verb, by=by, on=deed, node_path=period.node.path, before=before, after=_told(deed), at=at)
    reckon_period(period=period, sources={SheetKind.DEEDS}, people=list({person, was or person}), at=at)
    return deed


@transaction.atomic
def remove_good_deed(*, deed: GoodDeed, by: User, at: datetime | None = None) -> None:
    """Take it off the list; the audit trail keeps what it was."""
    period = deed.period
    audit.record("good_deed.removed", by=by, on=deed, node_path=period.node.path, before=_told(deed), at=at)
    deed.delete()
    reckon_period(period=period, sources={SheetKind.DEEDS}, people=[deed.person], at=at)


def _told(deed: GoodDeed) -> dict:
    return {"person": deed.person.username, "on": deed.on, "text": deed.text}
