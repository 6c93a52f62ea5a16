"""The test suite: SQLite in memory or, with DATABASE_URL, a real PostgreSQL; tasks run in place."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from training_site.settings.base import *  # noqa: F403
from training_site.settings.base import BASE_DIR, env
from training_site.settings.database import databases


def folder_of_this_process() -> Path:
    """For media, keys and private files; gone when the process ends that made it (its forks leave it alone)."""
    folder, maker = Path(tempfile.mkdtemp(prefix="hall-test-")), os.getpid()
    atexit.register(lambda: maker == os.getpid() and shutil.rmtree(folder, ignore_errors=True))
    return folder


DEBUG = False
SECRET_KEY = "only-for-the-test-suite-0123456789-abcdefghijklmnop"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DEMO_PASSWORD = "Yunchuang-2026"  # noqa: S105 - what organisation.demo gives its fictional accounts
VAR_DIR = Path(env("TEST_VAR_DIR", default="") or folder_of_this_process())
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_MEDIA_ROOT = VAR_DIR / "private"
SIGNING_KEYS_DIR = VAR_DIR / "keys"
REVOCATION_JOURNAL = VAR_DIR / "revocations.jsonl"
DATABASES = databases(url=env("DATABASE_URL", default=""), var_dir=VAR_DIR, persistent=False)
if sqlite_file := env("HALL_SQLITE_FILE", default=""):  # other processes must see what a fault test writes
    DATABASES["default"]["TEST"] = {"NAME": sqlite_file}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
JOURNEY_SHOTS_DIR = BASE_DIR / "var" / "journey"
PRACTICE_FUZZ = False
SQLITE_SERVES_ONE = False  # the fault tests' servers are forks of one that stands ready beside them
EXAM_WRITERS_ON_SQLITE = 1000  # the fault tests crowd a hall on purpose
