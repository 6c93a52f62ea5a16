"""Bring a file of questions into a bank, as drafts: all of them or none."""

import base64
import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.sabotage import broken
from question_bank.formats import sandbox
from question_bank.formats.parsed import FileRefused, Parsed, Problem
from question_bank.import_words import message, place
from question_bank.importing import Ready, Sorting
from question_bank.keys import KeyOfDraft, create_draft_keys
from question_bank.models import Bank, Question, QuestionDraft, QuestionImport, QuestionMedia
from question_bank.models.media import media_path, private_storage

BATCH = 500


@dataclass
class ImportReport:
    """What came of a file. `errors` are the refused, one entry each; `warnings` hinder nothing."""

    format: str = ""
    read: int = 0
    imported: int = 0
    skipped: int = 0
    errors: list[dict] = field(default_factory=list)  # {"where", "code", "message"}
    warnings: list[dict] = field(default_factory=list)
    already_imported: bool = False
    ready: list[Ready] = field(default_factory=list)
    columns: dict | None = None
    given: list[str] = field(default_factory=list)  # per error, what stands there, as far as it is known
    record: QuestionImport | None = None

    def summary(self) -> dict:
        """The five fields that the command prints."""
        return {name: getattr(self, name) for name in ("format", "read", "imported", "skipped", "errors")}


def import_questions(
    *,
    bank: Bank,
    data: bytes,
    file_name: str,
    by: User,
    format: str = "",
    columns: dict | None = None,
    dry_run: bool = False,
    keep_good: bool = False,
    at: datetime | None = None,
    parse: Callable[..., Parsed] = sandbox.parse,
    progress: Callable[[int], None] = lambda percent: None,
) -> ImportReport:
    """Read `data` in the sandbox, then write the sound questions as drafts by `by` in one short transaction.

    With a refused entry nothing is written unless `keep_good`. The same file into the same bank is imported once.
    `columns` maps sheet → {column letter: field} for a sheet whose columns a person has sorted out; `progress` hears how
    far the work is, in per cent.
    """
    digest = hashlib.sha256(data).hexdigest()
    if earlier := earlier_import(bank, digest):
        return _again(earlier)
    try:
        parsed = parse(data, format=format, name=file_name, options={"columns": columns} if columns else None)
    except FileRefused as refused:
        return ImportReport(format=format, errors=_said([refused.problem]))
    progress(40)
    sorted_out = Sorting(bank).sort(parsed)
    progress(80)
    report = ImportReport(
        format=parsed.format, read=parsed.read, skipped=sorted_out.skipped, errors=_said(sorted_out.refused),
        warnings=_said(sorted_out.warnings), given=[_given(row) for row in sorted_out.refused], ready=sorted_out.ready, columns=parsed.columns,
    )  # fmt: skip
    if dry_run or (report.errors and not keep_good):
        return report
    return _write(report, bank=bank, digest=digest, file_name=file_name, by=by, at=at)


def earlier_import(bank: Bank, digest: str) -> QuestionImport | None:
    """The import of the same file into the same bank."""
    return QuestionImport.objects.filter(bank=bank, sha256=digest).first()


def _again(earlier: QuestionImport) -> ImportReport:
    """The report on a file that was imported before: what went in then counts as skipped now."""
    errors = earlier.summary.get("errors", [])
    return ImportReport(
        format=earlier.format, read=earlier.read, skipped=earlier.read - len(errors), errors=errors,
        already_imported=True, record=earlier,
    )  # fmt: skip


def _said(problems: list[Problem]) -> list[dict]:
    return [{"where": place(row.where), "code": row.code, "message": message(row)} for row in problems]


def _given(problem: Problem) -> str:
    """What stands at the place, where the reader could tell."""
    return str(problem.params.get("given") or problem.params.get("answer") or "")


def _write(
    report: ImportReport, *, bank: Bank, digest: str, file_name: str, by: User, at: datetime | None
) -> ImportReport:
    whole = nullcontext() if broken("import-in-one-transaction") else transaction.atomic()
    with _pictures(report.ready) as pictures:
        rows = [_rows(each, bank, by, pictures.get(id(each), [])) for each in report.ready]
        try:
            with whole:
                Bank.objects.select_for_update().get(pk=bank.pk)
                report.record = QuestionImport.objects.create(
                    bank=bank, sha256=digest, file_name=file_name[-200:], format=report.format, by=by,
                    at=at or database_now(), read=report.read, imported=len(report.ready),
                    summary={"skipped": report.skipped, "errors": report.errors},
                )  # fmt: skip
                _write_questions(rows, bank, report.record)
                audit_import(report.record, by, bank)
        except IntegrityError:
            earlier = QuestionImport.objects.filter(bank=bank, sha256=digest).first()  # whatever was seen before
            if earlier is None:  # not the race of two uploads of one file: somebody took a code meanwhile
                raise
            return _again(earlier)
    report.imported = len(report.ready)
    return report


def audit_import(record: QuestionImport, by: User, bank: Bank) -> None:
    with transaction.atomic():
        audit.record(
            "questions.imported", by=by, on=record, node_path=bank.node.path, at=record.at,
            after={"bank": bank.slug, "sha256": record.sha256, "imported": record.imported, "format": record.format},
        )  # fmt: skip


@dataclass
class Rows:
    """The unsaved rows of one question, put together before the transaction begins."""

    ready: Ready
    question: Question
    draft: QuestionDraft
    pictures: list[QuestionMedia]


def _rows(ready: Ready, bank: Bank, by: User, pictures: list[QuestionMedia]) -> Rows:
    question = Question(bank=bank, code=ready.parsed.code, kind=ready.parsed.kind, author=by)
    draft = QuestionDraft(
        author=by, content=_content(ready, pictures), search_text=ready.search_text, **ready.columns
    )  # fmt: skip
    return Rows(ready, question, draft, pictures)


def _write_questions(rows: list[Rows], bank: Bank, record: QuestionImport) -> None:
    """The part that holds SQLite's write lock: nothing but codes, ids and bulk inserts."""
    codes = free_codes(bank, sum(1 for row in rows if not row.question.code))
    for row in rows:
        row.question.code = row.question.code or next(codes)
        row.question.provenance = {
            "kind": "import", "import": record.pk, "file": record.file_name, "where": row.ready.parsed.where, **row.ready.unlisted,
        }  # fmt: skip
    Question.objects.bulk_create([row.question for row in rows], batch_size=BATCH)
    for row in rows:
        row.draft.question = row.question
        for picture in row.pictures:
            picture.question = row.question
    QuestionDraft.objects.bulk_create([row.draft for row in rows], batch_size=BATCH)
    create_draft_keys([_key(row) for row in rows], batch_size=BATCH)
    items, rules = QuestionDraft.service_items.through, QuestionDraft.rules.through
    items.objects.bulk_create(
        [items(questiondraft_id=row.draft.pk, serviceitem_id=pk) for row in rows for pk in row.ready.service_items]
    )
    rules.objects.bulk_create(
        [rules(questiondraft_id=row.draft.pk, servicerule_id=pk) for row in rows for pk in row.ready.rules]
    )
    QuestionMedia.objects.bulk_create([picture for row in rows for picture in row.pictures])


def _key(row: Rows) -> KeyOfDraft:
    parsed = row.ready.parsed
    return KeyOfDraft(row.draft.pk, parsed.key, parsed.explanation, parsed.notes)


def free_codes(bank: Bank, wanted: int) -> Iterator[str]:
    """The next free codes Q-0001, Q-0002, … of the bank, whose row the caller has locked."""
    if not wanted:
        return iter(())
    taken = set(Question.objects.filter(bank=bank, code__startswith="Q-").values_list("code", flat=True))
    numbers = [int(code[2:]) for code in taken if code[2:].isdigit()]
    first = max(numbers, default=0) + 1
    return (f"Q-{number:04d}" for number in range(first, first + wanted))


def _content(ready: Ready, pictures: list[QuestionMedia]) -> dict:
    """The content with the addresses of its pictures."""
    if not pictures:
        return ready.parsed.content
    return {**ready.parsed.content, "images": [{"token": row.token, "alt": row.alt} for row in pictures]}


@contextmanager
def _pictures(ready: list[Ready]) -> Iterator[dict[int, list[QuestionMedia]]]:
    """The pictures of the questions, their files stored before the transaction and taken away again if it fails."""
    storage, rows = private_storage(), {}
    try:
        for each in ready:
            for image in each.parsed.images:
                data = base64.b64decode(image.data)
                row = QuestionMedia(
                    token=secrets.token_urlsafe(), content_type=image.content_type, alt=image.alt[:200],
                    sha256=hashlib.sha256(data).hexdigest(),
                )  # fmt: skip
                row.file.name = storage.save(media_path(row, ""), ContentFile(data))
                rows.setdefault(id(each), []).append(row)
        yield rows
    except BaseException:
        for row in (row for some in rows.values() for row in some):
            storage.delete(row.file.name)
        raise
