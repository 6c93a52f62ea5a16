"""Do what an import job waits for: check its file, or write it."""

import json
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils import translation

from foundation.clock import database_now
from question_bank.formats import sandbox
from question_bank.formats.parsed import FileRefused
from question_bank.models import ImportJob
from question_bank.services.import_questions import ImportReport, import_questions

logger = logging.getLogger(__name__)
GIVEN_UP = timedelta(minutes=3)  # a job that runs longer lost its worker
SHOWN = 200  # entries of each list that a report keeps


def run_import(job_id: int, *, at: datetime | None = None) -> bool:
    """Claim the job and do it; False if there is nothing to do or another worker has it. May be called any number of times."""
    now = at or database_now()
    waiting = Q(state=ImportJob.State.WAITING) | Q(state=ImportJob.State.RUNNING, started_at__lt=now - GIVEN_UP)
    claimed = ImportJob.objects.filter(waiting, pk=job_id).update(
        state=ImportJob.State.RUNNING, started_at=now, progress=5
    )
    if not claimed:
        return False
    job = ImportJob.objects.select_related("bank__node", "by").get(pk=job_id)
    try:
        with translation.override(job.language or settings.LANGUAGE_CODE):
            _work(job)
    except Exception:  # whatever broke, the person must see that it did; nothing was written
        logger.exception("import job %s failed", job_id)
        ImportJob.objects.filter(pk=job_id).update(state=ImportJob.State.FAILED)
    return True


def _work(job: ImportJob) -> None:
    with job.spool.open("rb") as file:
        data = file.read()
    report = import_questions(
        bank=job.bank, data=data, file_name=job.file_name, by=job.by, format=job.format, columns=job.columns,
        dry_run=not job.write, keep_good=job.keep_good, progress=lambda percent: note(job, percent),
    )  # fmt: skip
    columns = report.columns or _survey(job, data, report)
    job.report = {
        **report.summary(), "errors": _shown(report), "warnings": report.warnings[:SHOWN], "refused": len(report.errors),
        "warned": len(report.warnings), "ready": len(report.ready), "already": report.already_imported,
    }  # fmt: skip
    job.record, job.progress = report.record, 100
    job.state = _state(job, report)
    if job.state != ImportJob.State.DONE:
        _keep_preview(job, report, columns)
    job.save(update_fields=["report", "record", "progress", "state", "preview"])


def _shown(report: ImportReport) -> list[dict]:
    """The first errors with what stands at their place."""
    given = report.given + [""] * len(report.errors)
    return [{**error, "given": text} for error, text in zip(report.errors[:SHOWN], given)]


def _state(job: ImportJob, report: ImportReport) -> str:
    if report.already_imported or report.record:
        return ImportJob.State.DONE
    return ImportJob.State.CHECKED if report.read else ImportJob.State.REFUSED


def _survey(job: ImportJob, data: bytes, report: ImportReport) -> dict | None:
    """The columns of a sheet whose headings nobody knows, so that a person can sort them out."""
    if not {error["code"] for error in report.errors} & {"no_heading", "no_stem_column"}:
        return None
    try:
        return sandbox.parse(data, format="xlsx", name=job.file_name, options={"survey": True}).columns
    except FileRefused:
        return None


def note(job: ImportJob, percent: int) -> None:
    """How far the job is, for the bar."""
    ImportJob.objects.filter(pk=job.pk, state=ImportJob.State.RUNNING).update(progress=percent)


def _keep_preview(job: ImportJob, report: ImportReport, columns: dict | None) -> None:
    """The first questions as they were understood, with their keys, the columns and every error, in a private file."""
    rows = [
        {"where": each.parsed.where, "kind": each.parsed.kind, "content": each.parsed.content, "key": each.parsed.key,
         "pictures": len(each.parsed.images)}
        for each in report.ready[:SHOWN]
    ]  # fmt: skip
    if job.preview:
        job.preview.delete(save=False)
    seen = json.dumps({"questions": rows, "columns": columns or {}, "errors": report.errors}, ensure_ascii=False)
    job.preview.save("preview", ContentFile(seen.encode()), save=False)
