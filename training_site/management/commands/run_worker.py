"""The background work of a hall that is served in production without Redis."""

import signal
import threading

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from training_site.embedded_worker import EmbeddedWorker


class Command(BaseCommand):
    help = "Run Celery's worker and scheduler in one process that needs no broker; start it once, beside `web`."

    def handle(self, *args, **options):
        if not settings.CELERY_BROKER_URL.startswith("memory:"):
            raise CommandError("REDIS_URL is set: start `worker` and `beat` of the Procfile instead.")
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        worker = EmbeddedWorker()
        worker.start()
        stopped.wait()
        worker.stop()
