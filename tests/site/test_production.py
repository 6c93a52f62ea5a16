"""Production refuses to start with a sentence that says what to change."""

import json
import os
import subprocess
import sys
import urllib.request

import pytest
from django.conf import settings
from django.db import connection

from tests.services_rig import free_port, wait_for_port
from training_site.settings.web_processes import web_processes

GOOD = {
    "DJANGO_SETTINGS_MODULE": "training_site.settings.production",
    "SECRET_KEY": "a-long-and-random-secret-0123456789-bcdefghijklmnop",
    "ALLOWED_HOSTS": "xuetang.example.cn",
    "PUBLIC_URL": "https://xuetang.example.cn",
}


LOAD = ["-c", "from django.conf import settings; settings.DEBUG"]
CHECK = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]


def start(tmp_path, command: list[str], *, timeout: float | None = None, **changes) -> subprocess.CompletedProcess:
    """Start in production with `changes` to a good environment; None removes a variable."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR, env=environment(tmp_path, **changes), text=True, capture_output=True,
        timeout=timeout,
    )  # fmt: skip


def environment(tmp_path, **changes) -> dict[str, str]:
    unwanted = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    env = {name: value for name, value in os.environ.items() if name not in unwanted}
    wanted = {**GOOD, "VAR_DIR": str(tmp_path), **changes}
    return env | {name: value for name, value in wanted.items() if value is not None}


@pytest.mark.parametrize("address", [GOOD["PUBLIC_URL"], "http://10.1.2.3"])  # an inner network without certificates
def test_a_good_environment_passes_the_deployment_check(tmp_path, address):
    result = start(tmp_path, CHECK, PUBLIC_URL=address)
    assert result.returncode == 0 and "no issues (" in result.stdout, result.stderr


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"DEBUG": "1"}, "DEBUG is on"),
        ({"SECRET_KEY": None}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": GOOD["SECRET_KEY"][:49]}, "SECRET_KEY is missing or weak"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS is not set"),
        ({"PUBLIC_URL": None}, "PUBLIC_URL is not set"),
        ({"PUBLIC_URL": "xuetang.example.cn"}, "PUBLIC_URL is not a whole address"),
        ({"PUBLIC_URL": "https://"}, "PUBLIC_URL is not a whole address"),
        (
            {"WEB_CONCURRENCY": "2"},
            "2 web processes are asked for and the database is SQLite, which serves one web process",
        ),
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


ASKED = """
from django.conf import settings
print(settings.DEMO, settings.DEMO_ACCOUNTS, hasattr(settings, "DEMO_PASSWORD"), settings.MFA_REQUIRED_FOR_ROLES)
"""


def test_no_environment_brings_the_demos_accounts_and_the_second_factor_is_required(tmp_path):
    assert start(tmp_path, ["-c", ASKED], DEMO="1").stdout.split() == ["False", "()", "False", "True"]


SERVE = ["-c", "import training_site.wsgi"]
GUNICORN = ["-m", "gunicorn", "training_site.wsgi", "--check-config", "--worker-class", "gthread"]


@pytest.mark.parametrize(
    ("arguments", "variables", "processes"),
    [
        (["gunicorn", "training_site.wsgi"], {}, 1),
        (["gunicorn", "-w", "2"], {"WEB_CONCURRENCY": "1"}, 2),
        (["gunicorn", "-w3", "--threads", "8"], {}, 3),
        (["granian", "--workers", "4"], {}, 4),
        (["gunicorn", "--workers=5"], {}, 5),
        (["gunicorn"], {"GUNICORN_CMD_ARGS": "--threads 8 -w 6"}, 6),
        (["granian"], {"GRANIAN_WORKERS": "7", "WEB_CONCURRENCY": ""}, 7),
    ],
)
def test_the_processes_that_are_asked_for_are_counted_however_they_are_asked_for(arguments, variables, processes):
    assert web_processes(arguments, variables) == processes


def test_sqlite_is_not_served_by_more_processes_than_one(tmp_path):
    result = start(tmp_path, [*GUNICORN, "--workers", "2"])
    assert result.returncode != 0 and "2 web processes are asked for" in result.stderr


def test_nor_when_a_file_asks_for_them(tmp_path):
    (tmp_path / "asked.py").write_text("workers = 2\npreload_app = True\n", encoding="ascii")
    bind = ["--bind", f"127.0.0.1:{free_port()}"]
    served = start(
        tmp_path, ["-m", "gunicorn", "training_site.wsgi", "-c", str(tmp_path / "asked.py"), *bind], timeout=90
    )
    assert served.returncode == 3 and "SQLite, which serves one web process" in served.stderr


def test_beside_a_server_commands_run_and_a_second_server_does_not_until_the_first_is_killed(tmp_path):
    hold = "import training_site.wsgi; print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", hold],
        cwd=settings.BASE_DIR, env=environment(tmp_path), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as holder:  # fmt: skip
        assert holder.stdout.readline() == "held\n"
        assert start(tmp_path, ["manage.py", "showmigrations", "foundation"]).returncode == 0
        second = start(tmp_path, SERVE)
        holder.kill()
    assert second.returncode != 0 and "SQLite, which serves one web process" in second.stderr
    assert start(tmp_path, SERVE).returncode == 0


def test_a_server_without_settings_is_a_production_server(tmp_path):
    result = start(tmp_path, SERVE, DJANGO_SETTINGS_MODULE=None, SECRET_KEY=None)
    assert result.returncode != 0 and "SECRET_KEY is missing" in result.stderr
    assert not (tmp_path / "secret_key").exists()


def test_one_process_of_the_procfile_serves_sqlite_and_logs_in_json(tmp_path):
    web = (settings.BASE_DIR / "Procfile").read_text(encoding="utf-8").partition("web: gunicorn ")[2].split("\n")[0]
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", *web.replace("${BIND:-127.0.0.1:8000}", f"127.0.0.1:{port}").split()]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment(tmp_path), text=True, stderr=subprocess.PIPE
    ) as served:
        try:
            wait_for_port(port, 60)
            alive = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": GOOD["ALLOWED_HOSTS"]})
            with urllib.request.urlopen(alive, timeout=30) as answer:  # no redirect to https: asked past nginx
                assert (answer.status, answer.url) == (200, alive.full_url)
        finally:
            served.terminate()
        lines = served.communicate(timeout=60)[1].splitlines()
    assert any("Listening" in json.loads(line)["message"] for line in lines)


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
