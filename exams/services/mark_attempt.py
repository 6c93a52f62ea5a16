"""Mark a closed attempt: what rules can mark is marked at once, the rest waits for markers.

Reads keys; nothing that serves candidates may import this module.
"""

import time
from contextlib import nullcontext
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from exams.errors import ExamProblem
from exams.models import Attempt, AttemptPaper, GradingJob, Mark, MarkingTask
from exams.rules import states
from exams.rules.scoring import points_for
from exams.services.change_result import change_result
from exams.services.grade_attempt import grade_if_complete
from exams.services.transition import lock_attempt, transition
from foundation.clock import database_now
from foundation.models import User
from foundation.sabotage import broken
from question_bank.keys import Key, keys_numbered
from question_bank.models import QuestionVersion
from question_bank.question_types import Outcome, get


def mark_attempt(*, attempt_id: int, at: datetime | None = None) -> Attempt:
    """Mark once, all or nothing; a repeated call finds nothing to do. One bulk insert, whatever the number of questions."""
    with nullcontext() if broken("marks-together") else transaction.atomic():
        return _mark(attempt_id, at)


def _mark(attempt_id: int, at: datetime | None) -> Attempt:
    attempt = lock_attempt(attempt_id)
    jobs = GradingJob.objects.filter(attempt=attempt, done_at=None)
    if attempt.state != states.CLOSED or not jobs.exists():
        return attempt
    now = at or database_now()
    if not has_marks(attempt):
        write_marks(attempt, now)
    jobs.update(done_at=now)
    grade_if_complete(attempt, now)
    return attempt


def has_marks(attempt: Attempt) -> bool:
    """Whether the answers as they are were marked; marks from before a reopening are of other answers."""
    marks = attempt.marks.filter(counts=True)
    reopened = attempt.reopenings.aggregate(last=Max("approved_at"))["last"]
    return (marks.filter(at__gt=reopened) if reopened else marks).exists()


def write_marks(attempt: Attempt, now: datetime, *, only: set[int] | None = None, origin: str = "rule") -> bool:
    """Append the marks of every question (or of those numbered in `only`), and tasks for what a person must mark;
    whether there are such tasks."""
    paper = AttemptPaper.objects.get(pk=attempt.pk)
    rows = [row for row in paper.questions if only is None or row["n"] in only]
    given = dict(attempt.responses.values_list("number", "value"))
    versions = QuestionVersion.objects.in_bulk([row["version"] for row in rows])
    keys = keys_numbered({row["version"]: paper.key_numbers[str(row["version"])] for row in rows})
    before = dict(attempt.marks.values_list("number").annotate(Max("sequence")))
    marks, tasks = [], []
    for row in rows:
        version, key, most = versions[row["version"]], keys[row["version"]], Decimal(str(row["points"]))
        outcome = outcome_of(row, version, key, given.get(row["n"]))
        if outcome.fraction is None and given.get(row["n"]) is not None and not attempt.candidacy.trial:
            tasks += tasks_for(attempt, row, most, outcome)
        else:
            marks.append(
                Mark(
                    attempt=attempt, number=row["n"], sequence=before.get(row["n"], 0) + 1, version=version,
                    points=points_for(outcome.fraction or Fraction(0), most), max_points=most, origin=origin,
                    key_number=key.number, at=now,
                )
            )  # fmt: skip
    for each in marks if broken("marks-together") else ():  # what must never be done: commit question by question
        each.save()
        time.sleep(0.01)  # for long enough that a test can strike in between
    Mark.objects.bulk_create([each for each in marks if each.pk is None])
    MarkingTask.objects.bulk_create(tasks)
    return bool(tasks)


def mark_late(attempt: Attempt, numbers: set[int], now: datetime, *, by: User) -> None:
    """Mark admitted late answers anew; the locked attempt is graded again, or waits for a marker again. Raises
    ExamProblem "marker_needed" where that would take a released result back."""
    attempt.marking_tasks.filter(number__in=numbers).delete()
    if write_marks(attempt, now, only=numbers, origin=Mark.Origin.LATE):
        if attempt.state == states.RELEASED:
            raise ExamProblem("marker_needed")
        if attempt.state == states.GRADED:
            transition(attempt, states.CLOSED)
    if attempt.state in (states.GRADED, states.RELEASED):
        change_result(attempt, cause="late", reason=_("补入迟到的作答"), by=by, now=now)
    else:
        grade_if_complete(attempt, now)


def outcome_of(row: dict, version: QuestionVersion, key: Key, value) -> Outcome:
    """What marking by rule says to the value that the candidate gave to the disguised question. A key that gives
    full marks to everyone gives them to those who wrote nothing, too."""
    if key.key.get("everyone"):
        return Outcome(Fraction(1))
    kind = get(row["kind"])
    restored = None if value is None else kind.restore(value, row["ids"])
    return kind.mark(version.content, key.key, restored)


def tasks_for(attempt: Attempt, row: dict, most: Decimal, outcome: Outcome) -> list[MarkingTask]:
    """One task, or two where the sitting wants two markers. Parts that rules could mark come along as `rule_points`."""
    by_rule = points_for(Fraction(outcome.details.get("certain", 0)), most)
    stages = (1, 2) if attempt.sitting.double_marking else (1,)
    return [
        MarkingTask(
            attempt=attempt, number=row["n"], version_id=row["version"], stage=stage, max_points=most,
            rule_points=by_rule,
        )
        for stage in stages
    ]  # fmt: skip
