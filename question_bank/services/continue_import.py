"""After a look at the report: check again with other columns, or write."""

from django.db import transaction

from question_bank.errors import QuestionError
from question_bank.models import ImportJob


@transaction.atomic
def continue_import(
    *, job: ImportJob, write: bool = False, keep_good: bool = False, columns: dict | None = None
) -> ImportJob:
    """checked or refused → waiting. Raises QuestionError: "not_checked"; "has_errors" for writing a file with refused
    rows without `keep_good`."""
    job = ImportJob.objects.select_for_update().get(pk=job.pk)
    if job.state not in (ImportJob.State.CHECKED, ImportJob.State.REFUSED, ImportJob.State.FAILED):
        raise QuestionError("not_checked")
    if write and job.state != ImportJob.State.CHECKED:
        raise QuestionError("not_checked")
    if write and job.report.get("errors") and not keep_good:
        raise QuestionError("has_errors")
    job.columns = job.columns if columns is None else columns
    job.write, job.keep_good = write, keep_good
    job.state, job.progress = ImportJob.State.WAITING, 0
    job.save(update_fields=["columns", "write", "keep_good", "state", "progress"])
    return job
