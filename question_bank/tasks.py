"""What the question bank does in the background."""

from celery import shared_task

from question_bank.services.tell_owners_of_change import sweep_changes


@shared_task
def sweep_service_item_changes() -> int:
    """Tell the owners of stale questions and answers, in case a message was lost."""
    return sweep_changes()
