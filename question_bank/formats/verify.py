"""Read back what was written: whatever came out different is named, even if no writer thought of it."""

import importlib
from dataclasses import replace

from question_bank.formats import READERS
from question_bank.formats.canonical import FACETS, body_hash, canonical_hash
from question_bank.formats.parsed import FileRefused, Loss, ParsedQuestion, Written

NAMED = ("code", "explanation", "notes", "service_items", "rules")


def verified(format: str, questions: list[ParsedQuestion], written: Written) -> Written:
    """The same file with a loss added for each question that reads back differently without a loss that says so."""
    dropped = {loss.where for loss in written.losses if loss.dropped}
    places = [(question.code or f"question:{number}", question) for number, question in enumerate(questions, 1)]
    kept = [(where, question) for where, question in places if where not in dropped]
    named = {loss.where for loss in written.losses}
    back = _read_back(format, written.data) if kept else []
    if len(back) != len(kept):
        lost = [Loss(where, "not_read_back") for where, _question in kept]
        return replace(written, losses=[*written.losses, *lost])
    extra = [
        Loss(where, "changed", {"fields": differing(question, again)})
        for (where, question), again in zip(kept, back)
        if where not in named and canonical_hash(question) != canonical_hash(again)
    ]
    return replace(written, losses=[*written.losses, *extra])


def _read_back(format: str, data: bytes) -> list[ParsedQuestion]:
    try:
        return importlib.import_module(READERS[format]).read(data, {}).questions
    except FileRefused:
        return []


def differing(first: ParsedQuestion, second: ParsedQuestion) -> list[str]:
    """The fields in which two questions differ."""
    fields = [name for name in NAMED if getattr(first, name) != getattr(second, name)]
    fields += [name for name in FACETS if (first.facets.get(name) or "") != (second.facets.get(name) or "")]
    if first.kind != second.kind or body_hash(first.kind, first.content, first.key) != body_hash(
        second.kind, second.content, second.key
    ):
        fields.append("body")
    return fields or ["body"]
