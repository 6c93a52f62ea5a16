"""Give a person extra time and large type, in every exam from now on."""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.models import Accommodation
from foundation import audit
from foundation.clock import database_now, local_date
from foundation.models import User
from foundation.notices import send_notice
from organisation.selectors import node_path_of

MOST_PERCENT = 200
MOST_MINUTES = 240


@transaction.atomic
def grant_accommodation(
    *,
    person: User,
    by: User,
    reason: str,
    extra_percent: int = 0,
    extra_minutes: int = 0,
    large_type: bool = False,
    ends_on: date | None = None,
    at: datetime | None = None,
) -> Accommodation:
    """The accommodation; one that held before is revoked. `ends_on` is its last day. Attempts that run keep their end.

    Raises ValidationError: for oneself, without a reason, nothing granted, more than 200 % or 240 minutes, an
    end in the past.
    """
    now = at or database_now()
    _check(person, by, reason, large_type, ends_on, local_date(now))
    _check_time(extra_percent, extra_minutes, large_type)
    User.objects.select_for_update().get(pk=person.pk)
    Accommodation.objects.filter(person=person, revoked_at=None).update(revoked_at=now, revoked_by=by)
    given = Accommodation.objects.create(
        person=person, extra_percent=extra_percent, extra_minutes=extra_minutes, large_type=large_type,
        reason=reason.strip()[:200], granted_by=by, granted_at=now, ends_at=ends_on and end_of_day(ends_on),
    )  # fmt: skip
    audit.record(
        "accommodation.granted", by=by, on=given, label=str(person), node_path=node_path_of(person), at=at,
        after={"extra_percent": extra_percent, "extra_minutes": extra_minutes, "large_type": large_type,
               "ends_on": ends_on and str(ends_on)},
    )  # fmt: skip
    send_notice(
        to=[person],
        title=_("考试合理便利：%(what)s") % {"what": in_words(given)},
        body=_("从现在起，您的每场考试都按此安排，开考前的说明页上看得到结束时间。"),
        url=reverse("exams:sittings"),
        key=f"exams.accommodation.{given.pk}",
    )
    return given


def end_of_day(day: date) -> datetime:
    """Midnight after `day`, in the hall's time."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def in_words(given: Accommodation) -> str:
    """What was granted, for a sentence."""
    said = {"percent": given.extra_percent, "minutes": given.extra_minutes}
    if given.extra_percent and given.extra_minutes:
        parts = [_("加时 %(percent)s%% 或 %(minutes)s 分钟（取多的）") % said]
    elif given.extra_minutes:
        parts = [_("加时 %(minutes)s 分钟") % said]
    else:
        parts = [_("加时 %(percent)s%%") % said] if given.extra_percent else []
    return "、".join([*parts, _("大字号")] if given.large_type else parts)


def _check(person: User, by: User, reason: str, large_type: bool, ends_on: date | None, today: date) -> None:
    if person.pk == by.pk:
        raise ValidationError({"person": _("不能给自己安排，请由另一位考务员办理。")})
    if not reason.strip():
        raise ValidationError({"reason": _("请写明依据，例如“视力残疾证，2026 年核验”。")})
    if ends_on and ends_on < today:
        raise ValidationError({"ends_on": _("截止日期已经过去了。")})


def _check_time(extra_percent: int, extra_minutes: int, large_type: bool) -> None:
    if not extra_percent and not extra_minutes and not large_type:
        raise ValidationError({"extra_percent": _("加时和大字号至少选一项。")})
    if not 0 <= extra_percent <= MOST_PERCENT:
        raise ValidationError({"extra_percent": _("加时请填 0 到 %(most)s。") % {"most": MOST_PERCENT}})
    if not 0 <= extra_minutes <= MOST_MINUTES:
        raise ValidationError({"extra_minutes": _("加时请填 0 到 %(most)s。") % {"most": MOST_MINUTES}})
