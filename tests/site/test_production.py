"""Production refuses to start with a sentence that says what to change."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {
    "DJANGO_SETTINGS_MODULE": "training_site.settings.production",
    "SECRET_KEY": "a-long-and-random-secret-0123456789-bcdefghijklmnop",
    "ALLOWED_HOSTS": "xuetang.example.cn",
    "PUBLIC_URL": "https://xuetang.example.cn",
}


LOAD = ["-c", "from django.conf import settings; settings.DEBUG"]
CHECK = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]


def start(tmp_path, command: list[str], **changes) -> subprocess.CompletedProcess:
    """Start in production with `changes` to a good environment; None removes a variable."""
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    wanted = {**GOOD, "VAR_DIR": str(tmp_path), **changes}
    env |= {name: value for name, value in wanted.items() if value is not None}
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR, env=env, text=True, capture_output=True,
    )  # fmt: skip


def test_a_good_environment_passes_the_deployment_check(tmp_path):
    result = start(tmp_path, CHECK)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"SECRET_KEY": None}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is missing or weak"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is not set"),
        ({"PUBLIC_URL": None}, "PUBLIC_URL is not set"),
        ({"WEB_CONCURRENCY": "2"}, "SQLite, which serves one web process"),
        ({"SABOTAGE": "lock"}, "SABOTAGE is set"),
    ],
)
def test_what_is_missing_or_weak_is_refused_with_a_sentence(tmp_path, changes, sentence):
    result = start(tmp_path, LOAD, **changes)
    assert result.returncode != 0
    assert sentence in result.stderr
