"""Production refuses to start with a sentence that says what to change."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

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
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is not set"),
        ({"SABOTAGE": "lock"}, "SABOTAGE is set"),
        ({"HALL_FAULT_TEST": "1"}, "HALL_FAULT_TEST is set"),
        (
            {"DJANGO_SETTINGS_MODULE": "training_site.settings.fault", "SABOTAGE": "lock"},
            "belongs to the test runner only",
        ),
    ],
)
def test_what_is_missing_or_weak_is_refused_with_a_sentence(tmp_path, changes, sentence):
    result = start(tmp_path, LOAD, **changes)
    assert result.returncode != 0
    assert sentence in result.stderr


SERVE = ["-c", "import training_site.wsgi"]


def forgetful() -> tuple[str, str]:
    """A DATABASE_URL that switches durability off, and the sentence that refuses it."""
    if connection.vendor == "sqlite":
        return (
            "sqlite:////{place}/hall.sqlite3?init_command=PRAGMA synchronous=OFF",
            "SQLite's synchronous is below FULL",
        )
    off = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}?options=-c synchronous_commit=off"
    return off.format(**connection.settings_dict), "PostgreSQL's synchronous_commit is off. Set synchronous_commit = on"


@pytest.mark.django_db
def test_a_database_that_forgets_what_it_acknowledged_is_not_served(tmp_path):
    url, sentence = forgetful()
    result = start(tmp_path, SERVE, DATABASE_URL=url.replace("{place}", str(tmp_path).lstrip("/")))
    assert result.returncode != 0 and sentence in result.stderr
    keeping = url.partition("?")[0].replace("{place}", str(tmp_path).lstrip("/"))
    assert start(tmp_path, SERVE, DATABASE_URL=keeping).returncode == 0
