"""Facts climb up: a lower app announces, the apps above that registered a receiver react after commit.

`announce` writes one outbox row per receiver in the transaction of the deed. A Celery task (or the worker inside
`make run`) handles each row in a transaction of its own, at least once; a receiver must therefore be idempotent. Losing
the broker, the worker or a message only delays: the sweep finds the rows that still wait. A receiver that talks to
another machine runs outside any transaction: on SQLite an open one keeps everybody else from saving.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from foundation.models import OutboxMessage
from foundation.waking import wake

logger = logging.getLogger(__name__)
OUTSIDE_TAKES = timedelta(minutes=5)  # a receiver outside a transaction has ended by then, or died


@dataclass(eq=False)
class Fact:
    """Something that happened, named in the past tense ("exams.result_released"), with the names of its details."""

    name: str
    details: tuple[str, ...]
    receivers: dict[str, Callable] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        ALL_FACTS[self.name] = self


ALL_FACTS: dict[str, Fact] = {}


def receives(fact: Fact, *, name: str, outside: bool = False) -> Callable:
    """Register a receiver: called with the fact's details as keywords, in its own transaction, at least once. `outside` is
    for one that talks to another machine, which may be slow: it is called in no transaction, and should not need one."""

    def register(function: Callable) -> Callable:
        fact.receivers[name] = function
        if outside:
            fact.outside.add(name)
        return function

    return register


def announce(fact: Fact, *, key: str, **details) -> None:
    """Tell the apps above, once the deed is committed. `key` names the occasion; the same key is announced once.

    `details` are ids and plain values, exactly those the fact declares. Raises ValueError otherwise.
    """
    announce_all(fact, {key: details})


def announce_all(fact: Fact, occasions: dict[str, dict]) -> None:
    """The same for many occasions at once (key → details), in one statement."""
    for details in occasions.values():
        if set(details) != set(fact.details):
            raise ValueError(f"{fact.name} carries {fact.details}, not {tuple(details)}")
    now = timezone.now()
    rows = [
        OutboxMessage(fact=fact.name, receiver=name, key=key, payload=details, created_at=now, available_at=now)
        for key, details in occasions.items()
        for name in fact.receivers
    ]
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if rows:
        transaction.on_commit(wake_dispatch, robust=True)


def wake_dispatch() -> None:
    """Ask a worker to look at the outbox now."""
    from foundation.tasks import dispatch_outbox  # the task imports this module

    wake(dispatch_outbox)


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
            waiting = OutboxMessage.objects.filter(pk=pk, handled_at=None, available_at__lte=timezone.now())
            locked = waiting.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
            message = locked.first()
            if message is None:
                return 0
            if message.receiver not in ALL_FACTS[message.fact].outside:
                return _tell(message)
            message.available_at = timezone.now() + OUTSIDE_TAKES  # no second worker takes it meanwhile
            message.save(update_fields=["available_at"])
        return _tell(message)
    except Exception as error:  # one receiver's fault must not stop the others
        logger.exception("outbox row %s failed", pk)
        transaction.on_commit(partial(_note_failure, pk, str(error)))
        return 0


def _tell(message: OutboxMessage) -> int:
    receiver = ALL_FACTS[message.fact].receivers.get(message.receiver)
    if receiver is not None:  # a receiver that a release removed: its row is closed
        receiver(**message.payload)
    message.handled_at = timezone.now()
    message.save(update_fields=["handled_at"])
    return 1


def _note_failure(pk: int, error: str) -> None:
    message = OutboxMessage.objects.get(pk=pk)
    message.attempts += 1
    message.error = error[:500]
    message.available_at = timezone.now() + timedelta(seconds=min(2**message.attempts, 3600))
    message.save(update_fields=["attempts", "error", "available_at"])
