"""A marker judges an answer differently: a new mark takes the place of the own last one, until the results are out."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from exams.errors import ExamProblem
from exams.models import Attempt, Mark, MarkingTask
from exams.rules import states
from exams.services.change_result import change_result
from exams.services.claim_task import LEASE
from exams.services.give_mark import judge, lock_attempt_of, lock_task, settle
from exams.services.grade_attempt import grade_if_complete
from exams.services.release_results import release_if_automatic
from exams.services.transition import transition
from foundation import audit
from foundation.clock import database_now
from foundation.models import User


@transaction.atomic
def correct_mark(
    *,
    task_id: int,
    by: User,
    awarded: Sequence[tuple[Decimal, Decimal]],
    note: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> Mark:
    """The new mark; the one before it stays stored. Two markers' marks are settled anew, a graded result follows.

    A `reason` may be left out within 20 minutes of the last mark. Raises ExamProblem "claim_lost" (not the own mark),
    "mark_released", "wrong_state", "reason_missing" or "points_out_of_range".
    """
    attempt = lock_attempt_of(task_id)
    task = lock_task(task_id)
    check_may_correct(task, attempt, by)
    now, before = at or database_now(), task.mark
    if needs_reason(task, now) and not reason.strip():
        raise ExamProblem("reason_missing")
    why = reason.strip()[:200]
    mark = judge(task, attempt, awarded, now, by=by, note=note, corrects=before.sequence, reason=why)
    settle(task, attempt, now)
    audit.record(
        "mark.corrected", by=by, on=attempt.sitting, node_path=attempt.sitting.node.path, at=at, reason=why,
        after={"task": task.pk, "question": task.number, "stage": task.stage, "points": str(mark.points),
               "before": str(before.points)},
    )  # fmt: skip
    move_on(attempt, why, by, now)
    return mark


def needs_reason(task: MarkingTask, now: datetime) -> bool:
    """Whether the mark is no longer one just given."""
    return task.mark.at < now - LEASE


def check_may_correct(task: MarkingTask, attempt: Attempt, by: User) -> None:
    if task.done_at is None or task.marker_id != by.pk:
        raise ExamProblem("claim_lost")
    if attempt.state == states.RELEASED:
        raise ExamProblem("mark_released")
    if attempt.state not in (states.CLOSED, states.GRADED):
        raise ExamProblem("wrong_state", state=attempt.state)


def move_on(attempt: Attempt, reason: str, by: User, now: datetime) -> None:
    """The result follows; where two markers came to differ too much, the attempt waits for a third again."""
    waits = attempt.marking_tasks.filter(done_at=None).exists()
    if attempt.state == states.GRADED and waits:
        transition(attempt, states.CLOSED)
    elif attempt.state == states.GRADED:
        change_result(attempt, cause="correction", reason=reason or _("阅卷员改分"), by=by, now=now)
    elif grade_if_complete(attempt, now):
        release_if_automatic(attempt, at=now)
