"""Write a bank's questions into a file that another system reads."""

import base64
import importlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from foundation import audit
from foundation.models import User
from question_bank.formats import WRITERS
from question_bank.formats.canonical import FACETS
from question_bank.formats.parsed import Image, Loss, ParsedQuestion
from question_bank.formats.verify import verified
from question_bank.import_words import loss_message
from question_bank.keys import draft_keys_of, keys_of
from question_bank.models import Bank, Question, QuestionMedia


@dataclass
class ExportReport:
    """The file, and what it could not hold, by question. `skipped` questions are not in the file at all."""

    format: str
    data: bytes
    read: int
    skipped: int
    losses: list[dict]  # {"where", "code", "message", "dropped"}

    @property
    def exported(self) -> int:
        return self.read - self.skipped

    def summary(self) -> dict:
        """What the command prints."""
        return {name: getattr(self, name) for name in ("format", "read", "exported", "skipped", "losses")}


def export_questions(
    *, bank: Bank, format: str, by: User | None, questions: QuerySet[Question] | None = None
) -> ExportReport:
    """Every question of the bank (or of `questions`) that is not retired: the version in force, else the draft.

    Keys and explanations are in the file, so the deed is audited. Raises KeyError for an unknown format.
    """
    writer = importlib.import_module(WRITERS[format])
    rows = parsed_questions(Question.objects.filter(bank=bank) if questions is None else questions.filter(bank=bank))
    written = verified(format, rows, writer.write(rows))
    with transaction.atomic():
        audit.record(
            "questions.exported", by=by, on=bank, node_path=bank.node.path,
            after={"bank": bank.slug, "format": format, "questions": len(rows) - written.dropped},
        )  # fmt: skip
    return ExportReport(format, written.data, len(rows), written.dropped, [_said(loss) for loss in written.losses])


def _said(loss: Loss) -> dict:
    return {"where": loss.where, "code": loss.code, "message": loss_message(loss), "dropped": loss.dropped}


def parsed_questions(questions: QuerySet[Question]) -> list[ParsedQuestion]:
    """The questions in the neutral form, by code; a constant number of queries."""
    related = ("current_version__topic__parent", "draft__topic__parent")
    links = (
        "current_version__service_items",
        "current_version__rules",
        "draft__service_items",
        "draft__rules",
        "media",
    )
    rows = list(questions.filter(retired_at=None).select_related(*related).prefetch_related(*links).order_by("code"))
    keys = keys_of([row.current_version_id for row in rows if row.current_version_id])
    draft_keys = draft_keys_of([row.draft.pk for row in rows if not row.current_version_id and hasattr(row, "draft")])
    found = []
    for row in rows:
        if row.current_version_id:
            found.append(_parsed(row, row.current_version, keys[row.current_version_id]))
        elif hasattr(row, "draft") and row.draft.pk in draft_keys:
            found.append(_parsed(row, row.draft, draft_keys[row.draft.pk]))
    return found


def _parsed(question: Question, holder: Any, key: Any) -> ParsedQuestion:
    """`holder` is a version or a draft, `key` what the key door gave for it."""
    content = {name: value for name, value in holder.content.items() if name != "images"}
    facets = {name: getattr(holder, name) for name in FACETS if name != "topic"}
    facets |= {name: facets[name].isoformat() for name in ("checked_on", "valid_from", "valid_to") if facets[name]}
    facets = {name: value for name, value in facets.items() if value not in (None, "", False)}
    facets["points"] = float(holder.points)
    if holder.topic:
        facets["topic"] = (
            f"{holder.topic.parent.name}/{holder.topic.name}" if holder.topic.parent else holder.topic.name
        )
    return ParsedQuestion(
        kind=question.kind, content=content, key=key.key, explanation=key.explanation, notes=key.notes, code=question.code,
        service_items=sorted(item.code for item in holder.service_items.all()),
        rules=sorted(rule.code for rule in holder.rules.all()), facets=facets,
        images=[_image(row) for row in _shown(question, holder)],
    )  # fmt: skip


def _shown(question: Question, holder: Any) -> list[QuestionMedia]:
    by_token = {row.token: row for row in question.media.all()}
    return [by_token[each["token"]] for each in holder.content.get("images", []) if each.get("token") in by_token]


def _image(row: QuestionMedia) -> Image:
    with row.file.open("rb") as file:
        return Image(row.content_type, base64.b64encode(file.read()).decode(), row.alt)
