"""Freeze a paper: from here on it does not change. A second officer must sign before anybody can sit it."""

from datetime import datetime

from django.db import transaction

from exams.errors import ExamProblem
from exams.models import Paper, PaperVersion
from exams.services.lay_out_paper import digest, plain_points
from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from question_bank.keys import numbers_in_force


@transaction.atomic
def publish_paper(*, paper: Paper, by: User, at: datetime | None = None) -> PaperVersion:
    """The frozen version, waiting for the second signature. Raises ExamProblem "wrong_state" without a draft that has
    questions."""
    draft = (
        PaperVersion.objects.select_for_update(of=("self",))
        .select_related("paper__node")
        .filter(paper=paper, state=PaperVersion.State.DRAFT)
        .first()
    )
    if draft is None or not draft.questions.exists():
        raise ExamProblem("wrong_state", state="" if draft is None else "empty")
    full = sum(draft.questions.values_list("points", flat=True))
    return freeze(draft, frozen_payload(draft), full_marks=full, by=by, at=at)


def freeze(draft: PaperVersion, payload: dict, *, full_marks, by: User, at: datetime | None = None) -> PaperVersion:
    """The draft (locked, or new in this transaction) with its payload, hash and keys, waiting for the signature."""
    draft.payload, draft.payload_hash = payload, digest(payload)
    draft.key_numbers = key_numbers(draft)
    draft.full_marks = full_marks
    draft.state = PaperVersion.State.FROZEN
    draft.published_by, draft.published_at = by, at or database_now()
    draft.save()
    audit.record(
        "paper.frozen", by=by, on=draft.paper, node_path=draft.paper.node.path,
        after={"version": draft.number, "hash": draft.payload_hash}, at=at,
    )  # fmt: skip
    return draft


def frozen_payload(draft: PaperVersion) -> dict:
    """All that candidates may see of the paper, in the shape that `lay_out` takes."""
    rows = list(draft.questions.select_related("version").order_by("position"))
    return {
        "title": draft.paper.title,
        "sections": [
            {
                "title": section.title,
                "instructions": section.instructions,
                "minutes": section.minutes,
                "questions": [
                    {"version": row.version_id, "kind": row.version.kind, "points": plain_points(row.points),
                     "content": row.version.content}
                    for row in rows if row.section_id == section.pk
                ],
            }
            for section in draft.sections.order_by("position")
        ],
    }  # fmt: skip


def key_numbers(draft: PaperVersion) -> dict[str, int]:
    """Which key of each question version is in force; the numbers only."""
    versions = list(draft.questions.values_list("version_id", flat=True))
    return {str(version): number for version, number in numbers_in_force(versions).items()}
