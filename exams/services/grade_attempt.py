"""Add the marks in force up to a result."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Q

from exams.models import Attempt, Mark, Result
from exams.rules import states
from exams.rules.scoring import total
from exams.services.lay_out_paper import plain_points
from exams.services.transition import transition
from question_bank.models import QuestionVersion


def marks_in_force(attempt: Attempt) -> list[Mark]:
    """Per question the counting mark with the highest sequence, in the order of the paper."""
    latest = {mark.number: mark for mark in attempt.marks.filter(counts=True).order_by("number", "sequence")}
    return [latest[number] for number in sorted(latest)]


def mark_in_force(attempt_id: int, number: int) -> Mark:
    """The counting mark of one question."""
    return Mark.objects.filter(attempt=attempt_id, number=number, counts=True).order_by("sequence").last()


def grade_if_complete(attempt: Attempt, now: datetime) -> Result | None:
    """Once no marker is waited for, the result; the locked attempt becomes graded."""
    if attempt.state != states.CLOSED or attempt.marking_tasks.filter(Q(done_at=None)).exists():
        return None
    result = Result.objects.filter(attempt=attempt).first() or Result(attempt=attempt)
    fill_result(result, attempt, now)
    result.graded_at = now
    result.save()
    transition(attempt, states.GRADED)
    return result


def fill_result(result: Result, attempt: Attempt, now: datetime) -> Result:
    """Set score, pass and areas from the marks in force."""
    marks = marks_in_force(attempt)
    score = total((mark.points, mark.max_points) for mark in marks)
    result.sitting_id, result.person_id = attempt.sitting_id, attempt.person_id
    result.trial = attempt.candidacy.trial
    result.score, result.full_marks, result.percent = score.score, score.full_marks, score.percent
    result.passed = score.passes(attempt.sitting.pass_percent)
    result.areas = areas_of(marks)
    return result


def areas_of(marks: list[Mark]) -> list[dict]:
    """What was gained per topic, rule and service item, the weakest first."""
    versions = (
        QuestionVersion.objects.select_related("topic")
        .prefetch_related("rules", "service_items")
        .in_bulk([mark.version_id for mark in marks])
    )
    sums: dict[tuple, list] = defaultdict(lambda: [0, 0, 0])
    for mark in marks:
        for area in areas_of_version(versions[mark.version_id]):
            row = sums[area]
            row[0], row[1], row[2] = row[0] + mark.points, row[1] + mark.max_points, row[2] + 1
    rows = [
        {"kind": kind, "code": code, "name": name, "score": plain_points(score), "full_marks": plain_points(full),
         "questions": count}
        for (kind, code, name), (score, full, count) in sums.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["score"] / row["full_marks"], row["kind"], row["code"]))


def areas_of_version(version: QuestionVersion) -> list[tuple[str, str, str]]:
    """(kind, code, name) of what a question examines."""
    found = [("topic", version.topic.code, version.topic.name)] if version.topic else []
    found += [("rule", rule.code, rule.name) for rule in version.rules.all()]
    return found + [("item", item.code, item.short_name or item.name) for item in version.service_items.all()]
