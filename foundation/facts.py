"""Facts climb up: a lower app announces, the apps above that registered a receiver react after commit.

`announce` writes one outbox row per receiver in the transaction of the deed. A Celery task (or the worker inside
`make run`) handles each row in a transaction of its own, at least once; a receiver must therefore be idempotent. Losing
the broker, the worker or a message only delays: the sweep finds the rows that still wait.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from foundation.models import OutboxMessage

logger = logging.getLogger(__name__)


@dataclass(eq=False)
class Fact:
    """Something that happened, named in the past tense ("exams.result_released"), with the names of its details."""

    name: str
    details: tuple[str, ...]
    receivers: dict[str, Callable] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ALL_FACTS[self.name] = self


ALL_FACTS: dict[str, Fact] = {}


def receives(fact: Fact, *, name: str) -> Callable:
    """Register a receiver: called with the fact's details as keywords, in its own transaction, at least once."""

    def register(function: Callable) -> Callable:
        fact.receivers[name] = function
        return function

    return register


def announce(fact: Fact, *, key: str, **details) -> None:
    """Tell the apps above, once the deed is committed. `key` names the occasion; the same key is announced once.

    `details` are ids and plain values, exactly those the fact declares. Raises ValueError otherwise.
    """
    if set(details) != set(fact.details):
        raise ValueError(f"{fact.name} carries {fact.details}, not {tuple(details)}")
    now = timezone.now()
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(fact=fact.name, receiver=name, key=key, payload=details, created_at=now, available_at=now)
            for name in fact.receivers
        ],
        ignore_conflicts=True,
    )
    if fact.receivers:
        transaction.on_commit(wake, robust=True)


def wake() -> None:
    """Ask a worker to look at the outbox now. A dead broker is no error: the sweep comes by."""
    if settings.OUTBOX_WAKE != "celery":
        return
    from foundation.tasks import dispatch_outbox  # the task imports this module

    try:
        dispatch_outbox.apply_async(retry=False)
    except Exception:  # whatever the broker's client raises, the deed is done and the sweep will come
        logger.warning("no broker; the outbox waits for the sweep", exc_info=True)


def drain(limit: int = 500) -> int:
    """Handle waiting rows, oldest first, each in a transaction of its own; how many were handled."""
    handled = 0
    for pk in list(
        OutboxMessage.objects.filter(handled_at=None, available_at__lte=timezone.now())
        .order_by("pk").values_list("pk", flat=True)[:limit]
    ):  # fmt: skip
        handled += _handle(pk)
    return handled


def drain_all() -> int:
    """Drain until nothing waits, also what receivers announced in turn; for commands and tests."""
    total = 0
    while done := drain():
        total += done
    return total


def _handle(pk: int) -> int:
    try:
        with transaction.atomic():
            waiting = OutboxMessage.objects.filter(pk=pk, handled_at=None)
            locked = waiting.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
            message = locked.first()
            if message is None:
                return 0
            receiver = ALL_FACTS[message.fact].receivers.get(message.receiver)
            if receiver is not None:  # a receiver that a release removed: its row is closed
                receiver(**message.payload)
            message.handled_at = timezone.now()
            message.save(update_fields=["handled_at"])
            return 1
    except Exception as error:  # one receiver's fault must not stop the others
        logger.exception("outbox row %s failed", pk)
        transaction.on_commit(partial(_note_failure, pk, str(error)))
        return 0


def _note_failure(pk: int, error: str) -> None:
    message = OutboxMessage.objects.get(pk=pk)
    message.attempts += 1
    message.error = error[:500]
    message.available_at = timezone.now() + timedelta(seconds=min(2**message.attempts, 3600))
    message.save(update_fields=["attempts", "error", "available_at"])
