"""Whether the site is alive, and whether it is fit to serve."""

import time
from datetime import UTC, datetime, timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse, JsonResponse
from kombu import Connection
from kombu.exceptions import OperationalError

from exams.services.sweep_attempts import lag
from foundation.clock import database_now
from training_site.startup import durability_faults

CLOCK_TOLERANCE_SECONDS = 5
SWEEP_TOLERANCE = timedelta(seconds=60)


@login_not_required
def alive(request) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def ready(request) -> JsonResponse:
    """503 with reasons while the database, its migrations, its durability or the clock is unfit; 200 otherwise.

    "degraded" answers 200, for nothing is lost: a dead broker, and a sweep that leaves ended exams open for a minute.
    """
    reasons = _database_faults()
    if reasons:
        return JsonResponse({"status": "unready", "reasons": reasons}, status=503)
    degraded = [] if _broker_answers() else ["broker"]
    if (behind := lag()) > SWEEP_TOLERANCE:
        degraded.append(f"exams that ended are not closed: the sweep is {behind.total_seconds():.0f} s behind")
    return JsonResponse({"status": "degraded" if degraded else "ready", "reasons": degraded})


@cache
def _migrations_on_disk() -> set[tuple[str, str]]:
    """(app, name) of what this release's tables need; read once, for anybody may ask whether the site is ready."""
    return set(MigrationLoader(None).graph.nodes)


def _database_faults() -> list[str]:
    try:
        faults = durability_faults()
        if _migrations_on_disk() - MigrationRecorder(connection).applied_migrations().keys():
            faults.append("migrations are waiting: run manage.py migrate")
        drift = abs((database_now() - datetime.fromtimestamp(time.time(), UTC)).total_seconds())
        if drift > CLOCK_TOLERANCE_SECONDS:
            faults.append(f"this machine's clock differs from the database's by {drift:.0f} s")
        return faults
    except DatabaseError:
        return ["the database does not answer"]


def _broker_answers() -> bool:
    if settings.CELERY_BROKER_URL.startswith("memory:"):
        return True
    try:
        with Connection(settings.CELERY_BROKER_URL, connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=1, timeout=1)
        return True
    except (OperationalError, OSError):
        return False
