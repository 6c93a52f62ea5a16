"""Appeals are answered in time: a reminder the day before, and once the deadline has passed the candidate hears of it too."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exams.models import Appeal
from exams.permissions import officers_of
from exams.services.answer_appeal import is_party
from foundation.clock import database_now
from foundation.models import User
from foundation.notices import send_notice

BEFORE = timedelta(days=1)


def remind_of_appeals(*, at: datetime | None = None) -> int:
    """One notice for each open appeal that is due within a day, another once it is overdue; how many are concerned.

    To every exam officer who may answer it, also those of the levels above. It stays open: a deadline that has passed
    decides nothing.
    """
    now = at or database_now()
    due = Appeal.objects.filter(state=Appeal.State.OPEN, due_at__lte=now + BEFORE)
    rows = list(due.select_related("attempt__sitting__node", "person"))
    for appeal in rows:
        remind_of(appeal, overdue=appeal.due_at < now)
    return len(rows)


@transaction.atomic
def remind_of(appeal: Appeal, *, overdue: bool) -> None:
    tell_officers(appeal, overdue=overdue)
    if overdue:
        tell_candidate(appeal)


def may_answer(appeal: Appeal) -> Iterable[User]:
    """The officers who neither sat the exam nor marked or wrote the question."""
    return [each for each in officers_of(appeal.attempt.sitting.node) if not is_party(appeal, each)]


def tell_officers(appeal: Appeal, *, overdue: bool) -> None:
    title = (
        _("成绩申诉已超期：%(title)s 第 %(number)s 题") if overdue else _("成绩申诉快到期：%(title)s 第 %(number)s 题")
    )
    send_notice(
        to=may_answer(appeal),
        title=title % {"title": appeal.attempt.sitting.title, "number": appeal.number},
        body=_("请核对作答和答案后答复；考生在等。"),
        url=reverse("exams:officer_appeal", args=[appeal.pk]),
        key=f"exams.appeal.{appeal.pk}.{'overdue' if overdue else 'due'}",
        by_mail=True,
    )


def tell_candidate(appeal: Appeal) -> None:
    send_notice(
        to=[appeal.person],
        title=_("第 %(number)s 题的申诉过了期限还没有答复") % {"number": appeal.number},
        body=_("已再次提醒本级和上级考务员。您的申诉仍然有效，答复后会通知您。"),
        url=reverse("exams:result", args=[appeal.attempt_id]),
        key=f"exams.appeal.{appeal.pk}.late",
    )
