"""Mark one attempt by a corrected key: its pin moves, a mark is appended, its result follows. All or nothing.

Reads keys; nothing that serves candidates may import this module.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Max

from exams.models import Attempt, AttemptPaper, GradingJob, Mark, MarkingTask, RegradeItem
from exams.rules import states
from exams.rules.regrading import regraded
from exams.rules.scoring import points_for
from exams.services.change_result import change_result
from exams.services.close_attempt import snapshot_hash
from exams.services.grade_attempt import grade_if_complete, mark_in_force
from exams.services.lay_out_paper import digest
from exams.services.mark_attempt import outcome_of, tasks_for
from exams.services.release_results import release_if_automatic
from exams.services.transition import lock_attempt, transition
from foundation.clock import database_now
from foundation.sabotage import broken
from question_bank.keys import Key, key_of
from question_bank.models import QuestionVersion
from question_bank.question_types import get

JUDGED_ANEW = (Mark.Origin.APPEAL, Mark.Origin.MODERATION)


@transaction.atomic
def regrade_attempt(*, item_id: int, at: datetime | None = None) -> bool:
    """Whether this call did it; an attempt that is done, or void, is left alone."""
    item = RegradeItem.objects.select_related("change__version", "change__approved_by").get(pk=item_id)
    attempt = lock_attempt(item.attempt_id)
    item.refresh_from_db(fields=["done_at"])
    if item.done_at is not None and not broken("regrade-resumes"):
        return False
    change, now = item.change, at or database_now()
    if attempt.state != states.VOID:
        paper = AttemptPaper.objects.get(pk=attempt.pk)
        old = key_of(change.version_id, paper.key_numbers[str(change.version_id)])
        new = key_of(change.version_id, change.new_number)
        paper.key_numbers[str(change.version_id)] = change.new_number
        paper.save(update_fields=["key_numbers"])
        if is_marked(attempt):
            mark_anew(attempt, paper, change.version, old, new, now)
        freeze_anew(attempt, paper, now)
        if attempt.state == states.GRADED and attempt.marking_tasks.filter(done_at=None).exists():
            transition(attempt, states.CLOSED)
        elif attempt.state == states.CLOSED and is_marked(attempt):
            if grade_if_complete(attempt, now):
                release_if_automatic(attempt, at=now)
        elif attempt.state in (states.GRADED, states.RELEASED):
            change_result(attempt, cause="regrade", reason=change.reason, by=change.approved_by, now=now, change=change)
    item.done_at = now
    item.save(update_fields=["done_at"])
    return True


def is_marked(attempt: Attempt) -> bool:
    """Whether the answers have been marked; those that are not will be by the new key, since the pin has moved."""
    return attempt.state not in states.BEGUN and not attempt.grading_jobs.filter(done_at=None).exists()


def mark_anew(
    attempt: Attempt, paper: AttemptPaper, version: QuestionVersion, old: Key, new: Key, now: datetime
) -> None:
    """Append the mark by the new key, and tell the markers, also those who correct theirs, what the rules give now.

    Where the marking points change, an answer that is not released is judged anew; where everyone gets full marks,
    nobody judges it any more.
    """
    row = next(each for each in paper.questions if each["version"] == version.pk)
    response = attempt.responses.filter(number=row["n"]).first()
    value = response.value if response else None
    tasks = attempt.marking_tasks.filter(number=row["n"])
    if waits_anew(attempt, row, version, old, new, value):
        tasks.delete()
        outcome = outcome_of(row, version, new, value)
        MarkingTask.objects.bulk_create(tasks_for(attempt, row, Decimal(str(row["points"])), outcome))
        return
    tasks.update(rule_points=by_rule(row, version, new, value))
    spared = new.key.get("everyone") and tasks.filter(done_at=None).delete()[0]
    mark = mark_in_force(attempt.pk, row["n"])
    if mark is None and not spared:
        return
    most = Decimal(str(row["points"]))
    floor = floors_of([attempt.pk], version).get(attempt.pk, Decimal(0))
    points = points_under(row, version, old, new, value, mark, floor) if mark else most
    last = attempt.marks.filter(number=row["n"]).aggregate(last=Max("sequence"))["last"] or 0
    Mark.objects.create(
        attempt=attempt, number=row["n"], sequence=last + 1, version=version, max_points=most, points=points,
        origin=Mark.Origin.REGRADE, key_number=new.number, note=mark.note if mark else "", at=now,
    )  # fmt: skip


def waits_anew(attempt: Attempt, row: dict, version: QuestionVersion, old: Key, new: Key, value: Any) -> bool:
    """Whether a person must judge the answer (again): by other marking points, while the result is not out."""
    if attempt.state not in (states.CLOSED, states.GRADED) or attempt.candidacy.trial or value is None:
        return False
    return points_change(version, old, new) and outcome_of(row, version, new, value).fraction is None


def points_change(version: QuestionVersion, old: Key, new: Key) -> bool:
    """Whether a person marks by something else under the new key than under the old one."""
    if new.key.get("everyone"):
        return False
    judged_by = get(version.kind).judged_by
    was = None if old.key.get("everyone") else judged_by(version.content, old.key)
    return was != judged_by(version.content, new.key)


def floors_of(attempt_ids: Iterable[int], version: QuestionVersion) -> dict[int, Decimal]:
    """Attempt id → what judging the question anew gave, where that happened; also where later marks stand on it."""
    judged = Mark.objects.filter(attempt__in=attempt_ids, version=version, origin__in=JUDGED_ANEW, counts=True)
    return dict(judged.order_by("sequence").values_list("attempt_id", "points"))


def points_under(
    row: dict, version: QuestionVersion, old: Key, new: Key, value: Any, mark: Mark, floor: Decimal
) -> Decimal:
    """What the mark in force becomes under the new key; never less than `floor`."""
    by_person = outcome_of(row, version, new, value).fraction is None
    if by_person and old.key.get("everyone"):  # a person has yet to judge it; till then nobody loses
        return mark.points
    return regraded(
        mark=mark.points, most=mark.max_points, old_rule=by_rule(row, version, old, value),
        new_rule=by_rule(row, version, new, value), floor=floor, has_marker_part=by_person,
    )  # fmt: skip


def by_rule(row: dict, version: QuestionVersion, key: Key, value: Any) -> Decimal:
    """The points that need no person: all of an objective question's, the certain share of another's."""
    outcome = outcome_of(row, version, key, value)
    share = outcome.fraction if outcome.fraction is not None else Fraction(outcome.details.get("certain", 0))
    return points_for(share, Decimal(str(row["points"])))


def freeze_anew(attempt: Attempt, paper: AttemptPaper, now: datetime) -> None:
    """The snapshot of a closed attempt covers its key numbers; the marks by the new set are noted as done."""
    if attempt.state not in (states.CLOSED, states.GRADED, states.RELEASED):
        return
    attempt.snapshot_hash = snapshot_hash(attempt, paper.key_numbers)
    attempt.save(update_fields=["snapshot_hash"])
    waits = attempt.grading_jobs.filter(done_at=None).exists()
    key_set = digest([attempt.snapshot_hash, paper.key_numbers])
    GradingJob.objects.get_or_create(
        attempt=attempt, key_set=key_set, defaults={"created_at": now, "done_at": None if waits else now}
    )
