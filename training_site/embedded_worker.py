"""Celery's worker and scheduler inside the serving process, over the in-memory broker.

The memory broker forgets its queue when the process ends; nothing is lost by that, because every task only looks at
rows that wait in the database, and the scheduler comes by again after the next start.
"""

import threading

from celery import beat
from celery.worker import state

from foundation.tasks import dispatch_outbox
from training_site.celery import app


class EmbeddedWorker:
    """One worker (a thread pool) and one scheduler, each in a thread of this process."""

    def __init__(self, concurrency: int = 2) -> None:
        self._worker = app.WorkController(
            pool="threads", concurrency=concurrency, loglevel="WARNING", without_gossip=True, without_mingle=True
        )
        self._worker_thread = threading.Thread(target=self._worker.start, name="celery-worker", daemon=True)
        self._beat = beat.EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")

    def start(self) -> None:
        """Begin with what waited while no process ran."""
        self._worker_thread.start()
        self._beat.daemon = True
        self._beat.start()
        dispatch_outbox.delay()

    def stop(self, timeout: float = 30.0) -> None:
        """Stop the scheduler, let running tasks finish (at most `timeout` seconds), then end the worker."""
        self._beat.stop()
        state.should_stop = 0  # the worker's loop reads this and shuts down warmly with exit code 0
        self._worker_thread.join(timeout)
