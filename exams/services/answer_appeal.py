"""Answer an appeal, as another person than the candidate and than those who wrote or marked the question."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from exams.errors import ExamProblem
from exams.models import Appeal, Attempt, Mark
from exams.services.change_result import change_result
from exams.services.grade_attempt import mark_in_force
from exams.services.transition import lock_attempt
from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.notices import send_notice
from foundation.sabotage import broken


@transaction.atomic
def answer_appeal(
    *, appeal_id: int, by: User, upheld: bool, answer: str, points: Decimal | None = None, at: datetime | None = None
) -> Appeal:
    """Record the answer and tell the candidate. Upheld: `points`, above the mark in force, are appended as a new mark
    and the result follows.

    Raises ExamProblem "appeal_answered", "same_person", "answer_missing" or "points_out_of_range".
    """
    attempt = lock_attempt(Appeal.objects.values_list("attempt_id", flat=True).get(pk=appeal_id))
    appeal = Appeal.objects.select_for_update().get(pk=appeal_id)
    if appeal.state != Appeal.State.OPEN:
        raise ExamProblem("appeal_answered")
    if is_party(appeal, by) and not broken("second-signature"):
        raise ExamProblem("same_person")
    if not answer.strip():
        raise ExamProblem("answer_missing")
    now = at or database_now()
    appeal.state = Appeal.State.UPHELD if upheld else Appeal.State.REJECTED
    appeal.answered_by, appeal.answered_at, appeal.answer = by, now, answer.strip()
    if upheld:
        appeal.mark = better_mark(appeal, points, by, now)
    appeal.save()
    audit.record(
        "appeal.answered", by=by, on=appeal, node_path=attempt.sitting.node.path, reason=answer, at=at,
        after={"state": appeal.state, "points": str(points) if upheld else None},
    )  # fmt: skip
    if upheld:
        reason = _("第 %(number)s 题申诉成立") % {"number": appeal.number}
        change_result(attempt, cause="appeal", reason=reason, by=by, now=now)
    tell(appeal, attempt)
    return appeal


def is_party(appeal: Appeal, person: User) -> bool:
    """Whether the person sat the exam, or marked or wrote this very question."""
    marks = Mark.objects.filter(attempt=appeal.attempt_id, number=appeal.number)
    return appeal.person_id == person.pk or marks.filter(Q(by=person) | Q(version__author=person)).exists()


def better_mark(appeal: Appeal, points: Decimal | None, by: User, now: datetime) -> Mark:
    """Append the mark that an upheld appeal gives."""
    before = mark_in_force(appeal.attempt_id, appeal.number)
    if points is None or not before.points < points <= before.max_points:
        raise ExamProblem("points_out_of_range")
    last = Mark.objects.filter(attempt=appeal.attempt_id, number=appeal.number).order_by("sequence").last()
    return Mark.objects.create(
        attempt_id=appeal.attempt_id, number=appeal.number, sequence=last.sequence + 1, version_id=before.version_id,
        points=points, max_points=before.max_points, origin=Mark.Origin.APPEAL, by=by, at=now,
        key_number=before.key_number, note=appeal.answer[:500], details={"appeal": appeal.pk},
    )  # fmt: skip


def tell(appeal: Appeal, attempt: Attempt) -> None:
    """Put the answer into the candidate's inbox."""
    send_notice(
        to=[appeal.person],
        title=_("第 %(number)s 题的申诉已答复：%(state)s")
        % {"number": appeal.number, "state": appeal.get_state_display()},
        body=appeal.answer,
        url=reverse("exams:result", args=[attempt.pk]),
        key=f"exams.appeal.{appeal.pk}.answer",
    )
