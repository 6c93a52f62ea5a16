"""What a marker asks: which questions wait, and one answer with its marking points. Reads keys."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet

from exams.models import MarkingTask
from exams.permissions import correctable_for, judged_by_people, marking_tasks_for
from exams.rules.marking import share_out
from exams.rules.scoring import points_for
from exams.services.claim_task import claimable
from foundation.models import User
from question_bank.keys import Key, key_of
from question_bank.models import QuestionVersion
from question_bank.question_types import get


@dataclass(frozen=True)
class Pile:
    """All answers to one question of one sitting. `for_me`: how many this marker may take now."""

    sitting_id: int
    sitting: str
    version_id: int
    stem: str
    kind: str
    points: Decimal
    done: int
    total: int
    third: int
    mine: int
    for_me: int

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total


def piles_of(marker: User, now: datetime) -> list[Pile]:
    """The piles of the sittings in which something waits, or in which the marker may still correct a mark; the oldest
    sitting first; three queries."""
    within = judged_by_people(marker)
    waiting = marking_tasks_for(marker).filter(done_at=None).values("attempt__sitting")
    own = correctable_for(marker).values("attempt__sitting")
    counts = (
        within.filter(Q(attempt__sitting__in=waiting) | Q(attempt__sitting__in=own))
        .values("attempt__sitting", "attempt__sitting__title", "version", "max_points")
        .annotate(
            total=Count("pk"), done=Count("pk", Q(done_at__isnull=False)), third=Count("pk", Q(stage=3, done_at=None)),
            mine=Count("pk", Q(done_at__isnull=False, marker=marker)),
        )
        .order_by("attempt__sitting__closes_at", "attempt__sitting", "version")
    )  # fmt: skip
    rows = list(counts)
    versions = QuestionVersion.objects.in_bulk({row["version"] for row in rows})
    mine = claimable(marker, now).values_list("attempt__sitting", "version").annotate(Count("pk")).order_by()
    free = {(sitting, version): count for sitting, version, count in mine}
    return [
        Pile(
            sitting_id=row["attempt__sitting"], sitting=row["attempt__sitting__title"], version_id=row["version"],
            stem=versions[row["version"]].stem, kind=str(get(versions[row["version"]].kind).label),
            points=row["max_points"], done=row["done"], total=row["total"], third=row["third"], mine=row["mine"],
            for_me=free.get((row["attempt__sitting"], row["version"]), 0),
        )
        for row in rows
    ]  # fmt: skip


def judged_in_pile(marker: User, sitting_id: int, version_id: int) -> QuerySet[MarkingTask]:
    """The marker's answers of one pile that may still be judged differently, the last judged first."""
    pile = correctable_for(marker).filter(version=version_id, attempt__sitting=sitting_id)
    return pile.select_related("mark").order_by("-mark__at", "-mark")


def last_judged(marker: User, task: MarkingTask) -> MarkingTask | None:
    """The answer judged before this one, of the same pile; None at the first."""
    pile = judged_in_pile(marker, task.attempt.sitting_id, task.version_id).exclude(pk=task.pk)
    if task.mark_id:
        pile = pile.filter(mark__at__lte=task.mark.at)
    return pile.first()


@dataclass(frozen=True)
class Point:
    """One marking point; `place` counts through the whole sheet, from 0."""

    place: int
    text: str
    worth: Decimal


@dataclass(frozen=True)
class Part:
    """A written answer with its marking points; `stem` is set where the question has several parts."""

    stem: str
    answer: str
    points: list[Point]


@dataclass(frozen=True)
class Sheet:
    """One answer as a marker sees it: nothing says whose it is."""

    task: MarkingTask
    content: dict
    label: str
    parts: list[Part]
    notes: str

    @property
    def points(self) -> list[Point]:
        return [point for part in self.parts for point in part.points]


def sheet_of(task: MarkingTask) -> Sheet:
    """The answer of a task with what a person must judge of it."""
    version, attempt = task.version, task.attempt
    row = next(each for each in attempt.paper.questions if each["n"] == task.number)
    key = key_of(version.pk, attempt.paper.key_numbers.get(str(version.pk)))
    response = attempt.responses.filter(number=task.number).first()
    value = get(version.kind).restore(response.value, row["ids"]) if response else None
    written = parts_of(version, key, value, task.max_points)
    places = iter(range(1000))
    parts = [
        Part(stem, answer, [Point(next(places), text, worth) for text, worth in points])
        for stem, answer, points in written
    ]
    return Sheet(task, version.content, str(get(version.kind).label), parts, key.notes)


def parts_of(version: QuestionVersion, key: Key, value: Any, most: Decimal) -> list[tuple]:
    """(stem, answer, [(marking point, worth in this paper)]) of everything that no rule could mark. With what rules give at
    the most it makes `most`, to the cent."""
    if version.kind != "case_study":
        return [("", value, worths(key.key, most))]
    subs = version.content["sub_questions"]
    given = value if isinstance(value, dict) else {}
    judged = [
        sub for sub in subs
        if get(sub["kind"]).mark(sub["content"], key.key["subs"][sub["id"]], given.get(sub["id"])).fraction is None
    ]  # fmt: skip
    worth = {sub["id"]: Fraction(str(sub["points"])) for sub in subs}
    by_rule = sum(worth.values()) - sum(worth[sub["id"]] for sub in judged)
    rest = most - points_for(by_rule / sum(worth.values()), most)
    shares = share_out([Decimal(str(sub["points"])) for sub in judged], rest)
    return [
        (sub["content"].get("stem", ""), given.get(sub["id"]), worths(key.key["subs"][sub["id"]], share))
        for sub, share in zip(judged, shares, strict=True)
    ]


def worths(key: dict, most: Decimal) -> list[tuple[str, Decimal]]:
    points = key["marking_points"]
    shares = share_out([Decimal(str(point["points"])) for point in points], most)
    return [(point["text"], share) for point, share in zip(points, shares, strict=True)]
