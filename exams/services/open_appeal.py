"""A candidate questions the mark of a question, or takes the appeal back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exams.errors import ExamProblem
from exams.models import Appeal, Attempt
from exams.permissions import officers_of
from exams.rules import states
from exams.services.transition import lock_attempt
from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.notices import send_notice

ANSWER_WITHIN = timedelta(days=7)


def appeals_close_at(attempt: Attempt) -> datetime:
    """Until when questions of a released attempt may be appealed: so many days after what can be seen of it was there."""
    sitting, since = attempt.sitting, attempt.result.released_at
    if hasattr(attempt, "review"):
        since = max(since, attempt.review.written_at)
    elif sitting.reviews_wait:
        since = max(since, sitting.closes_at)
    return since + timedelta(days=sitting.appeal_days)


@transaction.atomic
def open_appeal(*, attempt_id: int, number: int, by: User, reason: str, at: datetime | None = None) -> Appeal:
    """The appeal, to be answered within 7 days; the exam officers are told. Each question once.

    Raises ExamProblem "not_found", "not_released", "unknown_question", "appeals_closed" or "appealed_before".
    """
    attempt = lock_attempt(attempt_id, person=by)
    if attempt.state != states.RELEASED:
        raise ExamProblem("not_released")
    now = at or database_now()
    if now > appeals_close_at(attempt):
        raise ExamProblem("appeals_closed")
    if not attempt.marks.filter(number=number, counts=True).exists():
        raise ExamProblem("unknown_question")
    if attempt.appeals.filter(number=number).exclude(state=Appeal.State.WITHDRAWN).exists():
        raise ExamProblem("appealed_before")
    appeal = Appeal.objects.create(
        attempt=attempt, number=number, person=by, reason=reason.strip(), opened_at=now, due_at=now + ANSWER_WITHIN
    )
    node = attempt.sitting.node
    audit.record("appeal.raised", by=by, on=appeal, node_path=node.path, reason=reason, at=at)
    send_notice(
        to=officers_of(node).exclude(pk=by.pk),
        title=_("有一份成绩申诉待答复：%(title)s") % {"title": attempt.sitting.title},
        url=reverse("exams:officer_appeal", args=[appeal.pk]),
        key=f"exams.appeal.{appeal.pk}",
    )
    return appeal


@transaction.atomic
def withdraw_appeal(*, appeal: Appeal, by: User, at: datetime | None = None) -> Appeal:
    """Take an open appeal back. Raises ExamProblem "appeal_answered"."""
    attempt = lock_attempt(appeal.attempt_id, person=by)
    appeal = Appeal.objects.select_for_update().get(pk=appeal.pk, person=by)
    if appeal.state != Appeal.State.OPEN:
        raise ExamProblem("appeal_answered")
    appeal.state = Appeal.State.WITHDRAWN
    appeal.save(update_fields=["state"])
    audit.record("appeal.withdrawn", by=by, on=appeal, node_path=attempt.sitting.node.path, at=at)
    return appeal
