"""`make run` stops cleanly: Ctrl-C in the terminal reaches the whole process group, and what is running is finished."""

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.services_rig import free_port
from tests.site.conftest import ROOT

# Loaded by the interpreter before anything else: a task of five seconds that begins as soon as the worker is there.
SLOW_TASK = """
import os, pathlib, sys, threading, time
from celery import shared_task

@shared_task(name="tests.five_seconds")
def five_seconds():
    pathlib.Path(os.environ["MARK"], "begun").touch()
    time.sleep(5)
    pathlib.Path(os.environ["MARK"], "finished").touch()

def begin():
    while "training_site.embedded_worker" not in sys.modules:
        time.sleep(0.2)
    time.sleep(1)
    five_seconds.delay()

threading.Thread(target=begin, daemon=True).start()
"""
PATIENCE = 150


def until(true, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def test_ctrl_c_lets_a_running_task_finish_and_the_next_start_finds_everything(hall, hall_environment, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(SLOW_TASK, encoding="utf-8")
    port = free_port()
    env = {**hall_environment, "PYTHONPATH": str(tmp_path), "MARK": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run_hall", "--port", str(port)],
        cwd=ROOT, env=env, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        until((tmp_path / "begun").exists, "the worker did not begin")
        until(lambda: answers(f"http://127.0.0.1:{port}/readyz"), "the site did not answer")
        os.killpg(process.pid, signal.SIGINT)
        os.killpg(process.pid, signal.SIGINT)  # an impatient second one
        output, errors = process.communicate(timeout=PATIENCE)
    finally:
        if process.poll() is None:
            process.kill()
    assert (tmp_path / "finished").exists()
    assert process.returncode == 0 and "Traceback" not in errors
    assert str(port) in output
    assert not answers(f"http://127.0.0.1:{port}/healthz")
    assert "the chain is whole" in hall("verify_audit").stdout


def test_a_hall_that_is_served_already_is_not_served_a_second_time(hall, hall_environment):
    held = "import training_site.wsgi; print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", held], cwd=ROOT, env=hall_environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as first:
        assert first.stdout.readline() == b"held\n"
        second = hall("run_hall", "--port", str(free_port()), check=False, timeout=PATIENCE)
    assert second.returncode == 1 and "SQLite, which serves one web process" in second.stderr
    assert "Traceback" not in second.stderr


def make_run(environment: dict[str, str], **variables: str) -> subprocess.Popen:
    """`make run` in a process group of its own, as a terminal starts it, with the interpreter that runs this test."""
    venv = Path(sys.prefix)
    return subprocess.Popen(
        ["make", "-s", "-o", str(venv / ".base"), f"VENV={venv}", *map("=".join, variables.items()), "run"],
        cwd=ROOT, env=environment, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def kept(place: Path) -> list[tuple]:
    """The places of the organisation and the end of the audit chain, as they lie in the file."""
    with contextlib.closing(sqlite3.connect(place / "hall.sqlite3")) as database:
        asked = "SELECT code, name FROM organisation_node UNION ALL SELECT sequence, hash FROM foundation_audithead"
        return database.execute(asked).fetchall()


def seconds_of_cpu(make: subprocess.Popen) -> float:
    """What the one process below `make` has used: the time it takes where nothing else runs."""
    [site] = Path(f"/proc/{make.pid}/task/{make.pid}/children").read_text().split()
    fields = Path(f"/proc/{site}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_second_start_keeps_the_state_and_serves_the_room_within_six_seconds(hall, hall_environment, place):
    """With the accounts of the demo, and one hall of its own so that nothing is loaded."""
    hall("shell", "--no-imports", "-c", "from organisation.models import Node; Node.add_root(code='LJ', name='临江区')")
    before, port = kept(place), free_port()
    process = make_run({**hall_environment, "DEMO": "1"}, HOST="0.0.0.0", PORT=str(port))
    try:
        until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), "the site did not answer")
        took = seconds_of_cpu(process)
        told = "".join(process.stdout.readline() for _ in range(5))
        [address] = re.findall(r"http://\S+", told)
        assert answers(address + "healthz") and "127.0.0.1" not in address and f":{port}/" in address
        assert "clerk · clerk-b · trainer" in told and "Yunchuang-2026" in told
    finally:
        os.killpg(process.pid, signal.SIGINT)
        output, errors = process.communicate(timeout=PATIENCE)
    assert "stopping" in output and "Traceback" not in errors
    assert kept(place) == before
    assert took < 6


def test_ctrl_c_while_the_demo_is_loaded_stops_cleanly_and_the_next_start_goes_on(
    hall_environment, migrated_copy, tmp_path
):
    var = tmp_path / "var"
    var.mkdir()
    migrated_copy(var / "hall.sqlite3")
    environment = {**hall_environment, "DEMO": "1", "VAR_DIR": str(var), "DATABASE_URL": ""}
    process = make_run(environment, PORT=str(free_port()))
    until((var / "demo-unfinished").exists, "nothing was loaded")
    until(lambda: process.stdout.readline().startswith("organisation:"), "no app was loaded")
    os.killpg(process.pid, signal.SIGINT)
    errors = process.communicate(timeout=PATIENCE)[1]
    assert "Traceback" not in errors and (var / "demo-unfinished").exists()
    again = make_run(environment, PORT=str(free_port()))
    try:
        until(lambda: again.stdout.readline().startswith("organisation:"), "the next start did not go on")
    finally:
        os.killpg(again.pid, signal.SIGINT)
        again.communicate(timeout=PATIENCE)


def test_starting_afresh_removes_the_demo_wherever_it_lies_and_no_other_hall(hall, migrated_copy, tmp_path):
    var, database = tmp_path / "var", migrated_copy(tmp_path / "elsewhere.sqlite3")
    for folder in ("media", "private", "keys"):
        (var / folder).mkdir(parents=True)
    there = {"DEMO": "1", "VAR_DIR": str(var), "DATABASE_URL": f"sqlite:///{database}"}
    enrol = "from foundation.models import User; User.objects.create(username={!r}, name='某人')"
    hall("shell", "--no-imports", "-c", enrol.format("LJ1001"), **there)
    refused = hall("reset_demo", check=False, **there)
    assert refused.returncode == 1 and "nothing was removed" in refused.stderr
    assert database.exists() and (var / "media").exists()
    hall("shell", "--no-imports", "-c", enrol.format("clerk"), **there)
    assert "removed" in hall("reset_demo", **there).stdout
    assert not database.exists() and {path.name for path in var.iterdir()} <= {"secret_key", "static"}


def test_a_taken_port_is_said_in_a_sentence(hall, hall_environment):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = hall("run_hall", "--port", str(taken.getsockname()[1]), check=False)
    assert refused.returncode == 1 and "已被占用" in refused.stderr


def test_what_went_wrong_is_said_in_the_terminal_and_kept_beside_the_state(hall_environment):
    """Page 500 tells people that it was noted down."""
    fault = "import django, logging; django.setup(); logging.getLogger('django.request').error('%s broke', '/items/')"
    env = hall_environment
    done = subprocess.run([sys.executable, "-c", fault], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert "/items/ broke" in done.stderr
    assert '"message": "/items/ broke"' in Path(env["VAR_DIR"], "errors.log").read_text(encoding="utf-8")
