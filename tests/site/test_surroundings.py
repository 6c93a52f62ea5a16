"""What surrounds the site: where its state lies, what it writes to the log, which packages it asks for, what its
operator is told to type."""

import contextlib
import json
import logging
import re
import sqlite3
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.db import OperationalError
from django.db.utils import ConnectionHandler
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.site.test_production import GOOD
from tests.site.test_run_hall import until
from training_site.logs import JsonFormatter
from training_site.settings.database import databases

ROOT = Path(settings.BASE_DIR)
WAITING = """
from foundation.models import User
from foundation.notices import send_notice
person = User.objects.create(username="LJ1", name="何晓岚", email="he@hall.example")
send_notice(to=[person], title="提醒", key="one", by_mail=True)
"""
PLACES = "import json; from django.conf import settings as s; print(json.dumps({name: str(value) for name, value in {"
PLACES += "'database': s.DATABASES['default']['NAME'], 'media': s.MEDIA_ROOT, 'private': s.PRIVATE_MEDIA_ROOT,"
PLACES += "'keys': s.SIGNING_KEYS_DIR, 'static': s.STATIC_ROOT}.items()}))"


def places(module: str, **surroundings) -> dict[str, str]:
    env = {**GOOD, "PATH": "", "DJANGO_SETTINGS_MODULE": f"training_site.settings.{module}", **surroundings}
    asked = [sys.executable, "manage.py", "shell", "--no-imports", "-c", PLACES]
    shown = subprocess.run(asked, cwd=settings.BASE_DIR, env=env, text=True, capture_output=True, check=True)
    return json.loads(shown.stdout)


@pytest.mark.parametrize("module", ["embedded", "production"])
def test_a_command_keeps_its_state_where_it_is_told_to(tmp_path, module):
    found = places(module, VAR_DIR=str(tmp_path / "var"))
    assert {name for name, place in found.items() if not Path(place).is_relative_to(tmp_path / "var")} == set()
    elsewhere = tmp_path / "elsewhere.sqlite3"
    found = places(module, VAR_DIR=str(tmp_path / "var"), DATABASE_URL=f"sqlite:///{elsewhere}")
    assert found["database"] == str(elsewhere) and Path(found["media"]).is_relative_to(tmp_path / "var")


def test_a_line_of_the_log_is_one_json_object_with_its_fault():
    try:
        raise ValueError("第一行\n第二行")
    except ValueError:
        record = logging.LogRecord("exams", logging.ERROR, "sweep.py", 7, "清扫%s", ("失败",), sys.exc_info())
    line = JsonFormatter().format(record)
    entry = json.loads(line)
    assert "\n" not in line and (entry["level"], entry["logger"], entry["message"]) == ("ERROR", "exams", "清扫失败")
    assert "ValueError: 第一行" in entry["traceback"] and entry["time"].endswith("+00:00")


def test_sqlite_keeps_what_it_acknowledged_and_a_writer_has_the_lock_from_the_start(db, tmp_path):
    here, there = (ConnectionHandler(databases(url="", var_dir=tmp_path, persistent=True))["default"] for _ in range(2))
    with here.cursor() as cursor:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            assert cursor.execute(f"PRAGMA {pragma}").fetchone()[0] == value
        cursor.execute("CREATE TABLE thing (name text)")
        cursor.execute("BEGIN IMMEDIATE")
    there.settings_dict["OPTIONS"]["timeout"] = 0
    try:
        with there.cursor() as cursor:
            assert cursor.execute("SELECT count(*) FROM thing").fetchone() == (0,)
        with pytest.raises(OperationalError, match="locked"):
            there._start_transaction_under_autocommit()
    finally:
        here.close()
        there.close()


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_package_is_pinned_with_its_hash_and_no_index_is_named(name):
    text = (settings.BASE_DIR / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text and "--index" not in text and "--find-links" not in text
    packages = re.split(
        r"\n(?=[a-z0-9])", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE).strip(), flags=re.IGNORECASE
    )
    assert len(packages) > 30
    assert [each.split("\n")[0] for each in packages if "==" not in each or "--hash=sha256:" not in each] == []


def test_the_lock_holds_what_is_declared_and_no_other_lock_is_kept():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for name, declared in (("base", []), ("dev", project["dependency-groups"]["dev"])):
        locked = dict(re.findall(r"^([\w.-]+)(?:\[.*?\])?==([^ ;]+)", read(f"requirements/{name}.txt"), re.MULTILINE))
        locked = {canonicalize_name(package): version for package, version in locked.items()}
        wanted = [Requirement(line) for line in project["project"]["dependencies"] + declared]
        assert [str(each) for each in wanted if locked.get(canonicalize_name(each.name)) not in each.specifier] == []
    others = {"uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock", "pylock.toml", "package-lock.json", "yarn.lock"}
    assert [path for path in ROOT.glob("*") if path.name in others] == []


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_variable_that_is_read_is_told_to_the_operator():
    asked = re.findall(
        r"""env(?:\.\w+)?\("(\w+)\"""",
        read("training_site/settings/base.py") + read("training_site/settings/production.py"),
    )
    told = set(re.findall(r"`([A-Z_]+)`", read("docs/operations.md")))
    assert len(set(asked)) > 15 and set(asked) - told == {"DEBUG"}
    example = dict(line.split("=", 1) for line in read("deploy/environment.example").splitlines() if "=" in line)
    assert set(example) - {"DJANGO_SETTINGS_MODULE"} <= told
    assert example["VAR_DIR"] in read("deploy/nginx.conf") and f"location {example['MEDIA_ACCEL_PREFIX']} " in read(
        "deploy/nginx.conf"
    )


def test_what_the_operator_is_told_to_type_exists():
    text = read("docs/operations.md") + read("README.md")
    typed = re.findall(r"(?:manage|deploy/manage|manage\.py) ([a-z_]+)([^`|&\n]*)", text)
    assert len(typed) > 15
    for name, rest in typed:
        command = load_command_class(get_commands()[name], name) if name in get_commands() else None
        assert command, f"manage.py {name}"
        known = command.create_parser("manage.py", name)._option_string_actions
        assert [option for option in re.findall(r"--[a-z-]+", rest) if option not in known] == [], name
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z-]+)", text)) <= targets


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_units_start_what_the_procfile_starts(name):
    command = re.search(rf"^{name}: (.*)$", read("Procfile"), re.MULTILINE)[1]
    command = command.replace("${BIND:-127.0.0.1:8000}", "127.0.0.1:8000").replace("${VAR_DIR:-var}", "/var/lib/hall")
    unit = dict(line.split("=", 1) for line in read(f"deploy/systemd/hall-{name}.service").splitlines() if "=" in line)
    assert unit["ExecStart"] == f"/opt/hall/.venv/bin/{command}"
    assert unit["EnvironmentFile"] == "/etc/hall/environment" and unit["StateDirectory"] == "hall"
    assert "server 127.0.0.1:8000;" in read("deploy/nginx.conf")


def test_the_operators_commands_run_in_the_environment_of_the_service(tmp_path):
    lines = {**GOOD, "VAR_DIR": str(tmp_path / "var")}
    (tmp_path / "environment").write_text(
        "".join(f"{name}={value}\n" for name, value in lines.items()), encoding="utf-8"
    )
    asked = [str(ROOT / "deploy" / "manage"), "shell", "--no-imports", "-c", PLACES]
    surroundings = {"PATH": "/usr/bin:/bin", "HALL_ENVIRONMENT": str(tmp_path / "environment")}
    shown = subprocess.run(asked, cwd=tmp_path, env=surroundings, text=True, capture_output=True, check=True)
    assert json.loads(shown.stdout)["database"] == str(tmp_path / "var" / "hall.sqlite3")


def test_a_hall_without_redis_is_served_by_a_worker_that_needs_none(hall, hall_environment, place):
    surroundings = {**GOOD, "VAR_DIR": hall_environment["VAR_DIR"], "DATABASE_URL": hall_environment["DATABASE_URL"]}
    hall("shell", "--no-imports", "-c", WAITING, **surroundings)

    def waiting() -> int:
        with contextlib.closing(sqlite3.connect(place / "hall.sqlite3")) as database:
            return database.execute(
                "SELECT count(*) FROM foundation_outboxmessage WHERE handled_at IS NULL"
            ).fetchone()[0]

    assert waiting() == 1
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "run_worker"], cwd=ROOT, env={**hall_environment, **surroundings}
    )
    try:
        until(lambda: waiting() == 0, "nothing was handled")
    finally:
        worker.terminate()
    assert worker.wait(60) == 0
    refused = hall("run_worker", check=False, **surroundings, REDIS_URL="redis://127.0.0.1:1/0")
    assert refused.returncode == 1 and "REDIS_URL is set" in refused.stderr
