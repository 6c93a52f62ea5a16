"""Write down what candidates may see of their answers once results are out.

Reads keys; nothing that serves candidates may import this module.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from exams.models import Attempt, AttemptPaper, AttemptReview, Mark, Response, Sitting
from exams.services.lay_out_paper import plain_points
from question_bank.keys import Key, keys_numbered
from question_bank.models import QuestionVersion
from question_bank.question_types import get


def write_reviews(sitting: Sitting, attempts: Iterable[Attempt], now: datetime) -> None:
    """Write or rewrite the reviews of attempts of one sitting, in a constant number of queries."""
    ids = [attempt.pk for attempt in attempts]
    if sitting.review_policy == Sitting.Review.SCORE:
        return
    papers = list(AttemptPaper.objects.filter(pk__in=ids).defer("payload", "shapes"))
    versions = QuestionVersion.objects.in_bulk({row["version"] for paper in papers for row in paper.questions})
    keys = keys_of_papers(papers)
    values = {(row.attempt_id, row.number): row.value for row in Response.objects.filter(attempt__in=ids)}
    marks = Mark.objects.filter(attempt__in=ids, counts=True).order_by("sequence")
    in_force = {(mark.attempt_id, mark.number): mark for mark in marks}
    rows = [
        AttemptReview(
            attempt_id=paper.pk,
            written_at=now,
            questions=[
                reviewed(
                    row, versions[row["version"]], values.get((paper.pk, row["n"])), in_force.get((paper.pk, row["n"])),
                    keys[(str(row["version"]), paper.key_numbers[str(row["version"])])],
                    explained=sitting.review_policy == Sitting.Review.EXPLANATIONS,
                )
                for row in paper.questions
            ],
        )
        for paper in papers
    ]  # fmt: skip
    AttemptReview.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["attempt"], update_fields=["questions", "written_at"]
    )


def keys_of_papers(papers: Iterable[AttemptPaper]) -> dict[tuple[str, int], Key]:
    """(version id as text, number) → key, for all that the papers pin. One query for each key that a version has had:
    drawn papers differ in their questions, hardly ever in the number of a question's key."""
    pinned: dict[int, set[int]] = {}
    for paper in papers:
        for version, number in paper.key_numbers.items():
            pinned.setdefault(int(version), set()).add(number)
    found: dict[tuple[str, int], Key] = {}
    while pinned:
        wanted = {version: numbers.pop() for version, numbers in pinned.items()}
        found |= {(str(version), key.number): key for version, key in keys_numbered(wanted).items()}
        pinned = {version: numbers for version, numbers in pinned.items() if numbers}
    return found


def reviewed(row: dict, version: QuestionVersion, value: Any, mark: Mark | None, key: Key, *, explained: bool) -> dict:
    """One question as the candidate sees it afterwards, in the question's own ids and in the order that was shown."""
    kind = get(row["kind"])
    shown = {
        "number": row["n"],
        "kind": row["kind"],
        "code": f"{version.question_id}",
        "points": plain_points(mark.points) if mark else None,
        "max_points": row["points"],
        "note": mark.note if mark else "",
        "content": in_shown_order(version.content, row["ids"]),
        "value": None if value is None else kind.restore(value, row["ids"]),
        "right": bool(mark and mark.points == mark.max_points),
    }
    return shown | {"key": key.key, "explanation": key.explanation} if explained else shown


def review_of_question(attempt: Attempt, number: int) -> dict:
    """One question with its key and explanation, for those who judge it, whatever the candidate may see."""
    paper = AttemptPaper.objects.defer("payload", "shapes").get(pk=attempt.pk)
    row = next(each for each in paper.questions if each["n"] == number)
    version = QuestionVersion.objects.get(pk=row["version"])
    key = keys_numbered({version.pk: paper.key_numbers[str(version.pk)]})[version.pk]
    value = Response.objects.filter(attempt=attempt, number=number).values_list("value", flat=True).first()
    mark = Mark.objects.filter(attempt=attempt, number=number, counts=True).order_by("sequence").last()
    return reviewed(row, version, value, mark, key, explained=True) | {"version": version.pk}


def in_shown_order(content: dict, ids: Mapping[str, str]) -> dict:
    """The content with options and entries in the order in which this candidate saw them."""
    place = {true: number for number, true in enumerate(ids.values())}
    arranged = dict(content)
    for name in ("options", "entries", "lefts", "rights", "decision_options"):
        rows = content.get(name)
        if isinstance(rows, list) and rows and all(each.get("id") in place for each in rows):
            arranged[name] = sorted(rows, key=lambda each: place[each["id"]])
    return arranged
