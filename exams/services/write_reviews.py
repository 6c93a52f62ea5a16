"""Write down what candidates may see of their answers once results are out.

Reads keys; nothing that serves candidates may import this module.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from exams.models import Attempt, AttemptPaper, AttemptReview, Mark, Response, Sitting
from exams.services.lay_out_paper import plain_points
from exams.still_to_sit import still_to_sit
from foundation.clock import database_now
from foundation.notices import send_notice
from foundation.sabotage import broken
from question_bank.keys import Key, keys_numbered
from question_bank.models import QuestionVersion
from question_bank.question_types import get


def write_reviews(sitting: Sitting, attempts: Iterable[Attempt], now: datetime) -> None:
    """Write or rewrite the reviews of attempts of one sitting, in a constant number of queries.

    While anybody may still sit the exam, what gives its answers away waits: only test runs get theirs, and those that
    were written before follow their marks.
    """
    if sitting.review_policy == Sitting.Review.SCORE:
        return
    ids = [attempt.pk for attempt in attempts]
    if still_to_sit(sitting, now) and not broken("reviews-wait"):
        Sitting.objects.filter(pk=sitting.pk).update(reviews_wait=True)
        harmless = Q(candidacy__trial=True) | Q(review__isnull=False)
        ids = list(Attempt.objects.filter(harmless, pk__in=ids).values_list("pk", flat=True))
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
        rows, update_conflicts=True, unique_fields=["attempt"], update_fields=["questions"]
    )


def write_waiting_reviews(*, at: datetime | None = None) -> int:
    """The sweep: reviews that waited for the last candidate are written, and their people told; how many."""
    now, written = at or database_now(), 0
    for sitting in Sitting.objects.filter(reviews_wait=True).select_related("node"):
        if not still_to_sit(sitting, now):
            written += _write_waiting(sitting, now)
            _nothing_waits(sitting)
    return written


@transaction.atomic
def _write_waiting(sitting: Sitting, now: datetime) -> int:
    waiting = Attempt.objects.filter(sitting=sitting, state=Attempt.State.RELEASED, review=None)
    waiting = list(waiting.select_for_update(of=("self",)).select_related("person").order_by("pk"))
    write_reviews(sitting, waiting, now)
    for attempt in waiting:
        send_notice(
            to=[attempt.person], title=_("可以看逐题回顾了：%(title)s") % {"title": sitting.title},
            url=reverse("exams:result", args=[attempt.pk]), key=f"exams.review.{attempt.pk}",
        )  # fmt: skip
    return len(waiting)


@transaction.atomic
def _nothing_waits(sitting: Sitting) -> None:
    """A release that happens meanwhile has raised the flag under the same lock, and is seen here."""
    row = Sitting.objects.select_for_update(of=("self",), no_key=True).get(pk=sitting.pk)
    if not Attempt.objects.filter(sitting=row, state=Attempt.State.RELEASED, review=None).exists():
        row.reviews_wait = False
        row.save(update_fields=["reviews_wait"])


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
