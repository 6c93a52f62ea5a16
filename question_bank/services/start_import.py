"""Take a trainer's file in, to be checked."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import get_language

from foundation.clock import database_now
from foundation.models import User
from question_bank.models import Bank, ImportJob


@transaction.atomic
def start_import(
    *,
    bank: Bank,
    data: bytes,
    file_name: str,
    by: User,
    format: str = "",
    pasted: bool = False,
    at: datetime | None = None,
) -> ImportJob:
    """The job, waiting to be checked; nothing is read yet."""
    job = ImportJob(
        bank=bank, by=by, file_name=file_name[-200:], format=format, pasted=pasted, created_at=at or database_now(),
        language=get_language() or "",
    )  # fmt: skip
    job.spool.save("upload", ContentFile(data), save=False)
    job.save()
    return job
