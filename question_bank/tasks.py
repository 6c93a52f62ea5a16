"""What the question bank does in the background."""

import logging

from celery import shared_task
from django.conf import settings

from question_bank.services.run_import import run_import
from question_bank.services.sweep_imports import sweep_imports
from question_bank.services.tell_owners_of_change import sweep_changes

logger = logging.getLogger(__name__)


@shared_task
def sweep_service_item_changes() -> int:
    """Tell the owners of stale questions and answers, in case a message was lost."""
    return sweep_changes()


@shared_task(name="question_bank.tasks.do_import", ignore_result=True)
def do_import(job_id: int) -> bool:
    """Check or write one uploaded file."""
    return run_import(job_id)


@shared_task(name="question_bank.tasks.sweep_imports", ignore_result=True)
def sweep() -> int:
    """Hourly: old uploads go, lost jobs are picked up."""
    return sweep_imports()


def wake(job_id: int) -> None:
    """Ask a worker to take the job now. A dead broker is no error: the page that waits takes it itself."""
    if settings.OUTBOX_WAKE != "celery":
        return
    try:
        do_import.apply_async([job_id], retry=False)
    except Exception:  # whatever the broker's client raises, the job is stored
        logger.warning("no broker; import job %s waits for its page", job_id, exc_info=True)
