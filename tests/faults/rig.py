"""Real server processes on the test's own database, and clients that keep a journal of what was acknowledged."""

import asyncio
import atexit
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import aiohttp
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from foundation.models import User
from tests.services_rig import free_port, wait_for_port

ROOT = Path(__file__).resolve().parents[2]
FULL = bool(os.environ.get("HALL_FAULTS_FULL"))
PATIENCE = 120 if FULL else 30  # seconds that a client waits for an answer; a machine may be busy
on_postgresql = pytest.mark.postgresql  # make test-services runs these; tests.run_services chooses by marker


def size(ci: float, full: float) -> float:
    """The size of a fault test: `ci` on every run, `full` in `make faults`."""
    return full if FULL else ci


def crowd(ci: int, full: int) -> int:
    """How many candidates: as `size`; a third of that on SQLite, where one writes at a time, and no more than may."""
    if connection.vendor == "postgresql":
        return size(ci, full)
    return min(size(ci, full) // 3, settings.EXAM_WRITERS_ON_SQLITE)


def database_url() -> str:
    """The URL of the database that this test runs on."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    return f"postgres://{given['USER']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


class Template:
    """The loaded server (tests/faults/server.py) that Sites on the test's own database are forked from."""

    running: "dict[str, Template]" = {}

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.server"], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        atexit.register(self.process.terminate)

    @classmethod
    def at(cls, url: str) -> "Template":
        """The one for the database `url`, started when it is first asked for."""
        if url not in cls.running:
            cls.running[url] = cls(fault_environment(url))
        return cls.running[url]

    def fork(self, arguments: list[str], **differences) -> int:
        """The pid of a new gunicorn; tests/faults/server.py has the `differences`."""
        self.process.stdin.write(json.dumps({"arguments": arguments, **differences}) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


def fault_environment(url: str, **more: str) -> dict[str, str]:
    """The environment of a server of the fault tests."""
    named = {"DJANGO_SETTINGS_MODULE": "training_site.settings.fault", "HALL_FAULT_TEST": "1", "DATABASE_URL": url}
    return {**os.environ, **named, **more}


class Site:
    """gunicorn with worker processes; `broken` names the rules that this server breaks. With `env` or `log`, which gets all
    that it says, it is a process of its own; else a fork of the one loaded for the database `url`, whose clock may be wrong
    by `clock_shift` seconds, or whose commits may be told not to wait."""

    def __init__(
        self, *, broken: tuple[str, ...] = (), workers: int = 2, url: str = "", port: int = 0, log: Path | None = None,
        clock_shift: int = 0, synchronous_commit: str = "", **env,
    ) -> None:  # fmt: skip
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        arguments = [
            "training_site.wsgi", "--bind", f"127.0.0.1:{self.port}", "--workers", str(workers), "--worker-class",
            "gthread", "--threads", "8", "--keep-alive", "75", "--log-level", "error", "--timeout", "60", "--preload",
        ]  # fmt: skip
        self.log = log
        if log:
            arguments += ["--access-logfile", "-", "--log-level", "debug"]
        if env or log:
            self.pid = self._own_process(
                arguments, fault_environment(url or database_url(), SABOTAGE=",".join(broken), **env)
            )
        else:
            self.pid = Template.at(url or database_url()).fork(
                arguments, broken=broken, clock_shift=clock_shift, synchronous_commit=synchronous_commit
            )
        try:
            wait_for_port(self.port, 60)
            self.wait_ready()
        except TimeoutError:
            self.kill()
            raise

    def _own_process(self, arguments: list[str], environment: dict[str, str]) -> int:
        said = self.log.open("ab") if self.log else subprocess.DEVNULL
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *arguments], cwd=ROOT, env=environment, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=said, stderr=said,
        )  # fmt: skip
        return self.process.pid

    def wait_ready(self, seconds: float = 30) -> None:
        """Until the site answers over HTTP."""
        import urllib.error
        import urllib.request

        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("the site does not answer")

    def workers(self) -> list[int]:
        """The pids of the worker processes."""
        try:
            return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]
        except OSError:
            return []

    def kill_a_worker(self, rng: Random) -> None:
        """Any one of them."""
        if workers := self.workers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(rng.choice(workers), signal.SIGKILL)

    def kill(self) -> None:
        """End the whole server at once, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._wait(10)

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        self._wait(5)
        self.kill()

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and self._runs():
            time.sleep(0.02)

    def _runs(self) -> bool:
        if hasattr(self, "process"):
            return self.process.poll() is None
        return Path(f"/proc/{self.pid}").exists()

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *_) -> None:
        self.stop()


def session_cookie(person: User, session: SessionBase | None = None) -> dict[str, str]:
    """Cookies of a person who has signed in, without the cost of a password check; `session` where it is not the
    database that keeps it."""
    session = SessionStore() if session is None else session
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    token = "f" * 32
    return {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: token}


@dataclass
class Candidate:
    """One candidate's browser: an outbox that keeps a change until its own acknowledgement, and a journal of acks."""

    http: aiohttp.ClientSession
    site: str
    cookies: dict
    client: str = "rig"
    attempt: dict = field(default_factory=dict)
    seq: int = 0
    acked: dict = field(default_factory=dict)  # seq → (question number, value)
    sent: dict = field(default_factory=dict)
    refusals: list = field(default_factory=list)
    times: list = field(default_factory=list)  # seconds until each answer of the server

    async def call(self, method: str, path: str, body=None) -> tuple[int, dict]:
        """(status, answer); status 0 where no answer came."""
        headers = {"X-CSRFToken": self.cookies[settings.CSRF_COOKIE_NAME], "Content-Type": "application/json",
                   "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}  # fmt: skip
        begun = time.monotonic()
        try:
            async with self.http.request(
                method,
                f"{self.site}/api/v1/{path}",
                data=json.dumps(body or {}),
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=PATIENCE),
            ) as response:
                text = await response.text()
                self.times.append(time.monotonic() - begun)
                return response.status, json.loads(text) if text.startswith("{") else {}
        except (aiohttp.ClientError, OSError, TimeoutError):
            return 0, {}

    async def start(self, sitting_id: int) -> tuple[int, dict]:
        status, answer = await self.call("POST", f"sittings/{sitting_id}/attempts")
        if status in (200, 201):
            self.attempt = answer
        return status, answer

    def change(self, number: int, choice: int) -> dict:
        """A new change: the option in place `choice` of question `number`, with the next seq."""
        self.seq += 1
        question = self.attempt["questions"][number - 1]
        options = question["content"]["options"]
        value = options[choice % len(options)]["id"]
        self.sent[self.seq] = (number, value)
        return {"question": question["id"], "value": value, "seq": self.seq}

    async def put(self, *changes: dict) -> tuple[int, dict]:
        body = {"client": self.client, "responses": list(changes)}
        status, answer = await self.call("PUT", f"attempts/{self.attempt['id']}/responses", body)
        if status == 200:
            for each in answer["accepted"]:
                self.acked[each["seq"]] = self.sent[each["seq"]]
        elif status:
            self.refusals.append((status, answer.get("code")))
        return status, answer

    async def save(self, number: int, choice: int, *, until: float = 0) -> bool:
        """Save one answer; while `until` (monotonic) is not past, come again as the player does."""
        change = self.change(number, choice)
        pause = 0.05
        while True:
            status, _ = await self.put(change)
            if status == 200:
                return True
            if (status and status < 500) or time.monotonic() > until:
                return False
            await asyncio.sleep(pause)
            pause = min(pause * 2, 0.5)

    async def hand_in(self) -> tuple[int, dict]:
        return await self.call("POST", f"attempts/{self.attempt['id']}/submit", {"last_seq": {self.client: self.seq}})


def p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


@contextlib.asynccontextmanager
async def browsers(site: str, cookies: list[dict]):
    """One Candidate per cookie jar."""
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=60)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http:
        yield [Candidate(http, site, each) for each in cookies]


KEPT = []


def in_a_process(deed: Callable[[], object]) -> int:
    """The pid of a fork that does `deed` over a connection of its own, and ends."""
    pid = os.fork()
    if pid:
        return pid
    try:
        KEPT.append(connection.connection)  # the parent's: neither used nor closed here
        connection.connection = None
        deed()
    finally:
        os._exit(0)


def hall(count: int, *, questions: int = 5, **rules):
    """(sitting, people): `count` candidates invited to a sitting of that many questions that is open now."""
    from tests.cast import make_cast
    from tests.exams.exam_stories import open_now

    cast = make_cast()
    people = User.objects.bulk_create(
        [User(username=f"c{number:04d}", name=f"考生 {number}", password="!") for number in range(count)]
    )
    return open_now(cast, list(people), count=questions, **rules), list(people)


def lost(candidates: list[Candidate]) -> list[tuple]:
    """Acknowledged changes that the journal in the database does not have, or answers in force that are stale."""
    from exams.models import Response, ResponseEvent

    missing = []
    for each in candidates:
        attempt = each.attempt["id"]
        numbers = {shown["id"]: shown["number"] for shown in each.attempt["questions"]}
        stored = {seq: (number, value) for seq, number, value in
                  ResponseEvent.objects.filter(attempt=attempt).values_list("seq", "number", "value")}  # fmt: skip
        missing += [(attempt, seq) for seq, what in each.acked.items() if stored.get(seq) != what]
        newest = {}
        for seq in sorted(stored):
            newest[stored[seq][0]] = stored[seq][1]
        in_force = dict(Response.objects.filter(attempt=attempt).values_list("number", "value"))
        missing += [(attempt, "stale", number) for number in newest if in_force.get(number) != newest[number]]
        assert set(in_force) <= set(numbers.values())
    return missing
