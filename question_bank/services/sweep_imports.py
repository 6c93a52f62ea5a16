"""Take away uploaded files that nobody needs any more, and pick up jobs that lost their worker."""

from datetime import datetime, timedelta

from django.db.models import Q

from foundation.clock import database_now
from question_bank.models import ImportJob
from question_bank.services.run_import import GIVEN_UP, run_import

KEPT = timedelta(days=7)


def sweep_imports(*, at: datetime | None = None) -> int:
    """How many old jobs were removed, with their files. What was imported stays recorded in QuestionImport."""
    now = at or database_now()
    old = list(ImportJob.objects.filter(created_at__lt=now - KEPT))
    for job in old:
        discard_import(job)
    lost = Q(state=ImportJob.State.WAITING) | Q(state=ImportJob.State.RUNNING, started_at__lt=now - GIVEN_UP)
    for pk in ImportJob.objects.filter(lost).values_list("pk", flat=True):
        run_import(pk, at=at)
    return len(old)


def discard_import(job: ImportJob) -> None:
    """Remove the job and its files."""
    for file in (job.spool, job.preview):
        if file:
            file.delete(save=False)
    job.delete()
