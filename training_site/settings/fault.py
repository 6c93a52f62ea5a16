"""Server processes of the fault tests: the test settings on the test's own database, with broken rules if it says so.

Only the test runner starts these (HALL_FAULT_TEST=1); without it no rule can be broken (foundation/sabotage.py).
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from training_site.settings.database import databases
from training_site.settings.test import *  # noqa: F403
from training_site.settings.test import BROKER_AT_ONCE, env

if os.environ.get("HALL_FAULT_TEST") != "1":
    raise ImproperlyConfigured(
        "training_site.settings.fault breaks rules on purpose and belongs to the test runner only."
    )

DATABASES = databases(url=env("DATABASE_URL"), var_dir=Path("unused"), persistent=True)
if mode := env("SQLITE_TRANSACTION_MODE", default=""):
    DATABASES["default"]["OPTIONS"]["transaction_mode"] = mode
SABOTAGE = frozenset(env.list("SABOTAGE", default=[]))
SESSION_ENGINE = env("SESSION_ENGINE", default="django.contrib.sessions.backends.db")
CELERY_TASK_ALWAYS_EAGER = False
CELERY_BROKER_URL = env("REDIS_URL", default="memory://")
CELERY_BROKER_TRANSPORT_OPTIONS = {**BROKER_AT_ONCE, "socket_connect_timeout": 1, "socket_timeout": 1}
OUTBOX_WAKE = env("OUTBOX_WAKE", default="none")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if env("SESSION_CACHE_REDIS", default=""):
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env("REDIS_URL")}
