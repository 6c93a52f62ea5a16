"""Celery wakes, the database remembers: ask a worker to do now what is stored already."""

import logging

from celery import Task
from django.conf import settings
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake(task: Task, *args: int) -> None:
    """Send the task with its ids. A dead broker is no error: a sweep or the page that waits finds the stored work."""
    if settings.OUTBOX_WAKE != "celery":
        return
    try:
        task.apply_async(args, retry=False)
    except (OperationalError, OSError):  # kombu turns what the broker's client raises into the first
        logger.warning("no broker; %s %s waits for the sweep", task.name, args, exc_info=True)
