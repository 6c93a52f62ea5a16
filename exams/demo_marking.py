"""Demo of what follows an exam: some written answers marked and the rest waiting for `reviewer`, one appeal before
`officer`."""

from datetime import date, timedelta

from exams.marker_selectors import Part, sheet_of
from exams.models import Attempt, MarkingTask, Sitting
from exams.services.claim_task import claim_task
from exams.services.give_mark import give_mark
from exams.services.open_appeal import open_appeal
from foundation.models import User
from organisation.demo import at_noon

MARKED = 3
DAY = timedelta(days=1)
REASON = "办事指南上写的情形与题干不完全一样，我认为我选的也符合现行规定，请复核。"


def load(*, released: Sitting, waiting: Sitting, today: date) -> None:
    """`released` gets an appeal by `clerk`, `waiting` its first marks."""
    mark_some(waiting, User.objects.get(username="reviewer"), today)
    appeal(released, User.objects.get(username="clerk"), today)


def mark_some(sitting: Sitting, marker: User, today: date) -> None:
    """The marker has judged the first few answers to the first question, point by point."""
    at = at_noon(today - DAY)
    first = MarkingTask.objects.filter(attempt__sitting=sitting, done_at=None).order_by("version").first()
    for number in range(MARKED if first else 0):
        now = at + timedelta(minutes=3 * number)
        task = claim_task(sitting=sitting, version_id=first.version_id, by=marker, at=now)
        if task is not None:
            parts = sheet_of(MarkingTask.objects.select_related("version", "attempt__paper").get(pk=task.pk)).parts
            awarded = [pair for part in parts for pair in judged(part)]
            give_mark(task_id=task.pk, by=marker, awarded=awarded, at=now + timedelta(minutes=2))


def judged(part: Part) -> list[tuple]:
    """(points, worth): a point that the answer names in full, nothing for one that it leaves out."""
    return [(point.worth if point.text in str(part.answer) else 0 * point.worth, point.worth) for point in part.points]


def appeal(sitting: Sitting, person: User, today: date) -> None:
    """One appeal on a question that did not get full marks, open before the officer."""
    attempt = Attempt.objects.filter(sitting=sitting, person=person).first()
    lost = attempt and next((row for row in attempt.review.questions if not row["right"]), None)
    if lost:
        open_appeal(attempt_id=attempt.pk, number=lost["number"], by=person, reason=REASON, at=at_noon(today - 2 * DAY))
