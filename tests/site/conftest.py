"""An installation of its own on SQLite, as `make run` would keep it, for the tests that start the real programs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("hall")


@pytest.fixture(scope="module")
def hall_environment(place) -> dict[str, str]:
    return {
        **os.environ, "VAR_DIR": str(place / "var"), "DATABASE_URL": f"sqlite:///{place / 'hall.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "training_site.settings.embedded", "DEMO": "0",
    }  # fmt: skip


@pytest.fixture(scope="module")
def hall(hall_environment, place, migrated_copy):
    """The migrated installation; call it with manage.py arguments and, by name, more environment."""

    def manage(
        *arguments: str, stdin: str | None = None, check: bool = True, timeout: float | None = None, **more: str
    ):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env={**hall_environment, **more}, input=stdin,
            text=True, capture_output=True, check=check, timeout=timeout,
        )  # fmt: skip

    migrated_copy(place / "hall.sqlite3")
    return manage
