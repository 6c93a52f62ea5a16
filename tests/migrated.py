"""A migrated SQLite file to copy, made once per state of the migrations: migrating takes most of a minute."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def _state() -> str:
    """A hash over our migrations and the locked libraries, which bring the others."""
    files = [ROOT / "requirements" / "base.txt", *sorted(ROOT.glob("[a-z]*/migrations/*.py"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


def _migrate(path: Path) -> None:
    half_made = path.with_suffix(".part")
    half_made.unlink(missing_ok=True)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "training_site.settings.embedded"}
    environment |= {"DATABASE_URL": f"sqlite:///{half_made}", "VAR_DIR": str(path.parent), "DEMO": "0"}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    with sqlite3.connect(half_made) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    half_made.rename(path)


@pytest.fixture(scope="session")
def migrated_copy(pytestconfig):
    """migrated_copy(path) puts a migrated, empty SQLite database at `path`."""
    folder = pytestconfig.cache.mkdir("migrated")
    source = folder / f"{_state()}.sqlite3"

    def copy(path: Path) -> Path:
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not source.exists():
                _migrate(source)
        return Path(shutil.copy(source, path))

    return copy
