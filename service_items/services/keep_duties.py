"""Say who serves which service item as A or B, from when to when. A duty is ended, never deleted."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from foundation import audit
from foundation.clock import local_date
from foundation.models import User
from foundation.notices import send_notice
from organisation.models import Node, Posting
from service_items.models import Duty, ServiceItem

OTHER = {Duty.Part.A: Duty.Part.B, Duty.Part.B: Duty.Part.A}
ONE_DAY = timedelta(days=1)


@transaction.atomic
def assign_duty(
    *,
    posting: Posting,
    item: ServiceItem,
    part: str,
    start_on: date,
    by: User | None,
    end_on: date | None = None,
    at: datetime | None = None,
) -> Duty:
    """A new duty, no longer than the posting. Raises ValidationError if it lies outside the posting or the person serves
    the item in those days already."""
    posting = Posting.objects.select_for_update(of=("self",)).select_related("person", "node").get(pk=posting.pk)
    end_on = min(filter(None, [end_on, posting.end_on]), default=None)
    _check_days(posting, start_on, end_on)
    held = _meeting(posting, item, start_on, end_on).first()
    if held:
        raise ValidationError(
            _("%(name)s在这段时间已经是这件事项的 %(part)s 角。") % {"name": posting.person.name, "part": held.part}
        )
    duty = Duty.objects.create(posting=posting, item=item, part=part, start_on=start_on, end_on=end_on)
    audit.record("duty.assigned", by=by, on=duty, node_path=posting.node.path, after=_plain(duty), at=at)
    _tell_begin(duty)
    return duty


@transaction.atomic
def end_duty(*, duty: Duty, on: date, by: User | None, at: datetime | None = None) -> Duty:
    """`on` is the last day; the day before the first takes back a duty that has not begun. Raises ValidationError."""
    duty = _locked(duty)
    if _is_over(duty, local_date(at)):
        raise ValidationError(_("这一段已经结束了。"))
    if duty.start_on and on < duty.start_on - ONE_DAY:
        raise ValidationError(_("最后一天不能早于开始的 %s。") % duty.start_on.isoformat())
    before = _plain(duty)
    duty.end_on = on
    duty.save(update_fields=["end_on"])
    audit.record(
        "duty.ended", by=by, on=duty, node_path=duty.posting.node.path, before=before, after=_plain(duty), at=at
    )
    _tell_end(duty)
    return duty


@transaction.atomic
def change_part(*, duty: Duty, start_on: date, by: User | None, at: datetime | None = None) -> Duty:
    """From `start_on` A serves as B, or B as A: the old duty ends the day before and another begins, so that the history
    stays. A duty that begins that day or later only changes its part."""
    duty = _locked(duty)
    if _is_over(duty, start_on):
        raise ValidationError(_("这一段已经结束了。"))
    before, node_path = _plain(duty), duty.posting.node.path
    if not duty.start_on or duty.start_on < start_on:
        end_on, duty.end_on = duty.end_on, start_on - ONE_DAY
        duty.save(update_fields=["end_on"])
        fresh = Duty.objects.create(
            posting=duty.posting, item=duty.item, part=OTHER[duty.part], start_on=start_on, end_on=end_on
        )
    else:
        fresh = duty
        fresh.part = OTHER[duty.part]
        fresh.save(update_fields=["part"])
    audit.record("duty.part_changed", by=by, on=fresh, node_path=node_path, before=before, after=_plain(fresh), at=at)
    _tell_begin(fresh)
    return fresh


@transaction.atomic
def swap_parts(
    *, place: Node, item: ServiceItem, start_on: date, by: User | None, at: datetime | None = None
) -> list[Duty]:
    """From `start_on` every A of the item at that place and below serves as B, and every B as A."""
    held = Duty.objects.on(start_on).filter(item=item, posting__node__path__startswith=place.path)
    return [change_part(duty=duty, start_on=start_on, by=by, at=at) for duty in held.order_by("pk")]


def _check_days(posting: Posting, start_on: date, end_on: date | None) -> None:
    if posting.start_on and start_on < posting.start_on:
        raise ValidationError(_("不能早于入岗的 %s。") % posting.start_on.isoformat())
    if posting.end_on and start_on > posting.end_on:
        raise ValidationError(_("这一段任岗到 %s 就结束了。") % posting.end_on.isoformat())
    if end_on and end_on < start_on:
        raise ValidationError(_("最后一天不能早于第一天。"))


def _meeting(posting: Posting, item: ServiceItem, start_on: date, end_on: date | None):
    """Duties of that posting and item that share a day with those days; one taken back before it began has none."""
    held = Duty.objects.filter(Q(end_on=None) | Q(end_on__gte=start_on), posting=posting, item=item)
    held = held.filter(Q(start_on=None) | Q(end_on=None) | Q(end_on__gte=F("start_on")))
    return held.filter(Q(start_on=None) | Q(start_on__lte=end_on)) if end_on else held


def _locked(duty: Duty) -> Duty:
    rows = Duty.objects.select_for_update(of=("self",)).select_related("posting__person", "posting__node", "item")
    return rows.get(pk=duty.pk)


def _is_over(duty: Duty, day: date) -> bool:
    """Whether the duty has ended before the day, or was taken back before it began."""
    return duty.end_on is not None and (duty.end_on < day or (duty.start_on or duty.end_on) > duty.end_on)


def _plain(duty: Duty) -> dict:
    return {
        "person": duty.posting.person.username, "item": duty.item.code, "part": duty.part,
        "start_on": duty.start_on, "end_on": duty.end_on,
    }  # fmt: skip


def _tell_begin(duty: Duty) -> None:
    words = {"day": duty.start_on.isoformat() if duty.start_on else "", "item": str(duty.item), "part": duty.part}
    _tell(duty, _("%(day)s 起，您是“%(item)s”的 %(part)s 角") % words, f"duty-{duty.pk}-{duty.part}")


def _tell_end(duty: Duty) -> None:
    if duty.start_on and duty.end_on < duty.start_on:
        text = _("“%(item)s”的 %(part)s 角不用您担任了") % {"item": str(duty.item), "part": duty.part}
    else:
        words = {"item": str(duty.item), "part": duty.part, "day": duty.end_on.isoformat()}
        text = _("“%(item)s”的 %(part)s 角，您担任到 %(day)s 为止") % words
    _tell(duty, text, f"duty-{duty.pk}-until-{duty.end_on}")


def _tell(duty: Duty, title: str, key: str) -> None:
    send_notice(to=[duty.posting.person], title=title[:200], key=key, url=f"/items/{duty.item.code}/")
