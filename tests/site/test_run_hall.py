"""`make run` stops cleanly: Ctrl-C in the terminal reaches the whole process group, and what is running is finished."""

import os
import signal
import subprocess
import sys
import time
import urllib.request

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


def answers(port: int, path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
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
        until(lambda: answers(port, "/readyz"), "the site did not answer")
        os.killpg(process.pid, signal.SIGINT)
        os.killpg(process.pid, signal.SIGINT)  # an impatient second one
        output, errors = process.communicate(timeout=PATIENCE)
    finally:
        if process.poll() is None:
            process.kill()
    assert (tmp_path / "finished").exists()
    assert process.returncode == 0 and "Traceback" not in errors
    assert str(port) in output
    assert not answers(port, "/healthz")
    assert "the chain is whole" in hall("verify_audit").stdout


def test_a_taken_port_is_said_in_a_sentence(hall, hall_environment):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = hall("run_hall", "--port", str(taken.getsockname()[1]), check=False)
    assert refused.returncode == 1 and "已被占用" in refused.stderr
