"""What the question bank does in the background."""

from celery import shared_task

from foundation.waking import wake
from question_bank.services.run_import import run_import
from question_bank.services.sweep_imports import sweep_imports
from question_bank.services.tell_owners_of_change import sweep_changes


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


def wake_import(job_id: int) -> None:
    """Ask a worker to take the job now."""
    wake(do_import, job_id)
