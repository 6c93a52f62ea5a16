"""Throw-away PostgreSQL and Redis for tests and benchmarks: started on free ports, ended by pid, leaving nothing.

PostgreSQL refuses to run as root; there the postgres account that its package made runs it.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path


def free_port() -> int:
    """A TCP port on loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _postgres_bin() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if found:
        return found[-1]
    which = shutil.which("pg_ctl")
    if which is None:
        raise RuntimeError("PostgreSQL's server programs are not installed (package postgresql)")
    return Path(which).resolve().parent


class Postgres:
    """One throw-away cluster. `url` is a DATABASE_URL; fsync and synchronous_commit stay on, as in service."""

    def __init__(self, *, port: int | None = None, max_connections: int = 120) -> None:
        self.port = port or free_port()
        self.directory = Path(tempfile.mkdtemp(prefix="hall-pg-"))
        self.bin = _postgres_bin()
        self.account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        if self.account:
            os.chown(self.directory, self.account.pw_uid, self.account.pw_gid)
        self.data = self.directory / "data"
        self._run("initdb", "-D", self.data, "-U", "hall", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(
                f"\nport={self.port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories='{self.directory}'\n"
                f"max_connections={max_connections}\nshared_buffers=128MB\ntimezone='UTC'\n"
            )
        self.start()

    @property
    def url(self) -> str:
        return f"postgres://hall@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *args, check: bool = True) -> subprocess.CompletedProcess:
        account = {"user": self.account.pw_uid, "group": self.account.pw_gid} if self.account else {}
        return subprocess.run(
            [str(self.bin / program), *map(str, args)],
            check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.directory, **account,
        )  # fmt: skip

    def start(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-w", "-t", "30", "-l", self.directory / "log", "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", self.data, "-w", "-m", mode, "stop", check=False)

    def sql(self, statement: str) -> None:
        """Run one statement on the cluster's own database."""
        self._run("psql", "-q", "-c", statement, self.url)

    def restart(self, mode: str = "immediate") -> None:
        """Stop without goodbye (`immediate` is a crash) and start again."""
        self.stop(mode)
        self.start()

    def remove(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.directory, ignore_errors=True)


class Redis:
    """One throw-away Redis that keeps nothing on disk."""

    def __init__(self, *, port: int | None = None) -> None:
        self.port = port or free_port()
        self.process: subprocess.Popen | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for_port(self.port)

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def remove(self) -> None:
        if self.process.poll() is None:
            self.kill()


def wait_for_port(port: int, seconds: float = 15) -> None:
    """Return when something listens on the loopback port; TimeoutError if nothing does in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


@contextlib.contextmanager
def services() -> Iterator[dict[str, str]]:
    """The environment (DATABASE_URL, REDIS_URL) of a PostgreSQL and a Redis that live as long as the block, also where
    the process is asked to end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with contextlib.ExitStack() as stack:
        postgres = Postgres()
        stack.callback(postgres.remove)
        redis = Redis()
        stack.callback(redis.remove)
        yield {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
