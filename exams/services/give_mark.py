"""A marker judges an answer: the mark is appended, and two or three markers' judgements are settled."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from exams.errors import ExamProblem
from exams.models import Attempt, Mark, MarkingTask
from exams.rules import states
from exams.rules.marking import settle_three, settle_two
from exams.services.grade_attempt import grade_if_complete
from exams.services.release_results import release_if_automatic
from exams.services.transition import lock_attempt
from foundation import audit
from foundation.clock import database_now
from foundation.models import User

ORIGINS = {1: Mark.Origin.FIRST, 2: Mark.Origin.SECOND, 3: Mark.Origin.THIRD}


@transaction.atomic
def give_mark(
    *,
    task_id: int,
    by: User,
    awarded: Sequence[tuple[Decimal, Decimal]],
    note: str = "",
    at: datetime | None = None,
) -> Mark:
    """The mark: what the rules gave plus `awarded`, (points, worth) per marking point, each between 0 and its worth.

    With one marker it counts; with two the mean counts once they agree, else a third is asked. The last mark of an
    attempt grades it. Raises ExamProblem "claim_lost", "own_answer", "wrong_state" or "points_out_of_range".
    """
    attempt = lock_attempt_of(task_id)
    task = lock_task(task_id)
    check_may_mark(task, attempt, by)
    now = at or database_now()
    mark = judge(task, attempt, awarded, now, by=by, note=note)
    task.done_at = now
    task.save(update_fields=["done_at"])
    settle(task, attempt, now)
    audit.record(
        "mark.given", by=by, on=attempt.sitting, node_path=attempt.sitting.node.path, at=at,
        after={"task": task.pk, "question": task.number, "stage": task.stage, "points": str(mark.points)},
    )  # fmt: skip
    if grade_if_complete(attempt, now):
        release_if_automatic(attempt, at=at)
    return mark


def lock_attempt_of(task_id: int) -> Attempt:
    """The answer's attempt under its lock. Raises ExamProblem "claim_lost" where nobody is asked any more."""
    attempt_id = MarkingTask.objects.filter(pk=task_id).values_list("attempt_id", flat=True).first()
    if attempt_id is None:
        raise ExamProblem("claim_lost")
    return lock_attempt(attempt_id)


def lock_task(task_id: int) -> MarkingTask:
    """The answer, under the attempt's lock. Raises ExamProblem "claim_lost" where a corrected key took it back."""
    task = MarkingTask.objects.select_for_update(of=("self",)).select_related("mark").filter(pk=task_id).first()
    if task is None:
        raise ExamProblem("claim_lost")
    return task


def judge(
    task: MarkingTask, attempt: Attempt, awarded: Sequence[tuple[Decimal, Decimal]], now: datetime, *, by: User,
    note: str, **details: Any,
) -> Mark:  # fmt: skip
    """Append the marker's mark and let the task point at it. Raises ExamProblem "points_out_of_range"."""
    if any(not 0 <= points <= worth for points, worth in awarded):
        raise ExamProblem("points_out_of_range")
    pairs = [[str(given), str(worth)] for given, worth in awarded]
    task.mark = append_mark(
        task, with_rule(task, pairs), ORIGINS[task.stage], now, by=by, note=note.strip()[:500],
        details={"by_rule": str(task.rule_points), "points": pairs, **details},
        counts=task.stage == 1 and not attempt.sitting.double_marking,
    )  # fmt: skip
    task.save(update_fields=["mark"])
    return task.mark


def with_rule(task: MarkingTask, pairs: Sequence[Sequence[str]]) -> Decimal:
    """The marker's points, [[given, worth], …], and what the rules give as the key stands now."""
    return min(task.rule_points + sum((Decimal(given) for given, _worth in pairs), Decimal(0)), task.max_points)


def check_may_mark(task: MarkingTask, attempt: Attempt, by: User) -> None:
    if task.done_at is not None or task.marker_id != by.pk:
        raise ExamProblem("claim_lost")
    if attempt.state != states.CLOSED:
        raise ExamProblem("wrong_state", state=attempt.state)
    same_answer = MarkingTask.objects.filter(attempt=attempt, number=task.number, marker=by)
    if attempt.person_id == by.pk or same_answer.exclude(pk=task.pk).filter(done_at__isnull=False).exists():
        raise ExamProblem("own_answer")


def append_mark(task: MarkingTask, points: Decimal, origin: str, now: datetime, **more) -> Mark:
    """The next mark of that question."""
    last = Mark.objects.filter(attempt=task.attempt_id, number=task.number).aggregate(last=Max("sequence"))["last"]
    return Mark.objects.create(
        attempt_id=task.attempt_id, number=task.number, sequence=(last or 0) + 1, version_id=task.version_id,
        points=points, max_points=task.max_points, origin=origin, key_number=key_number_of(task), at=now, **more,
    )  # fmt: skip


def key_number_of(task: MarkingTask) -> int:
    """The key that the attempt is pinned to."""
    return task.attempt.paper.key_numbers.get(str(task.version_id), 1)


def settle(task: MarkingTask, attempt: Attempt, now: datetime) -> None:
    """Where two markers are wanted, from each one's last mark: the mean of both, or of the third and the nearer one;
    too far apart, ask a third. A third who is not at it yet is no longer asked once the two agree."""
    tasks = list(MarkingTask.objects.filter(attempt=attempt, number=task.number).select_related("mark"))
    first, second, third = (next((each for each in tasks if each.stage == stage), None) for stage in (1, 2, 3))
    if not (first and first.mark and second and second.mark):
        return
    one, two = with_rule(first, first.mark.details["points"]), with_rule(second, second.mark.details["points"])
    if third and third.mark:
        points = settle_three(one, two, with_rule(third, third.mark.details["points"]))
    elif third and held(third, now):
        return
    else:
        points = settle_two(one, two, gap_percent=attempt.sitting.third_marker_gap, most=task.max_points)
    if points is None:
        ask_a_third(first)
        return
    if third and not third.mark:
        third.delete()
    given = [each.mark for each in (first, second, third) if each and each.mark]
    note = next((each.note for each in reversed(given) if each.note), "")
    append_mark(task, points, Mark.Origin.AGREED, now, note=note, details={"of": [each.sequence for each in given]})


def held(task: MarkingTask, now: datetime) -> bool:
    """Whether a marker is at it."""
    return task.marker_id is not None and task.claimed_until is not None and task.claimed_until > now


def ask_a_third(first: MarkingTask) -> None:
    MarkingTask.objects.get_or_create(
        attempt_id=first.attempt_id, number=first.number, stage=3,
        defaults={"version_id": first.version_id, "max_points": first.max_points, "rule_points": first.rule_points},
    )  # fmt: skip
