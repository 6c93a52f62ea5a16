"""`make test-services`, `make faults`, `make bench`: start throw-away services, run what needs them, end them by pid."""

import argparse
import os
import subprocess
import sys
import tempfile
import time

from tests.browser import find_chromium
from tests.services_rig import services

SUITE = "not browser and not fault"
BROWSER = "browser and not fault"
FAULTS = "fault and not only_sqlite and not long"


def run(title: str, command: list[str], env: dict[str, str]) -> bool:
    started = time.monotonic()
    print(f"── {title}", flush=True)
    # pytest's exit status 5 says that nothing was selected; a phase without a test is a fault here
    passed = subprocess.run(command, env=env).returncode == 0
    print(f"── {title}: {'passed' if passed else 'FAILED'} in {(time.monotonic() - started) / 60:.1f} min", flush=True)
    return passed


def on_sqlite(env: dict[str, str]) -> bool:
    """The faults that SQLite can have, on a database file that server processes share with the test."""
    with tempfile.TemporaryDirectory(prefix="hall-sqlite-") as folder:
        env = {**env, "DATABASE_URL": "", "HALL_SQLITE_FILE": f"{folder}/hall.sqlite3"}
        return run("faults on SQLite", [sys.executable, "-m", "pytest", "--no-migrations", "-m", "sqlite"], env)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--full-faults", action="store_true")
    parser.add_argument("--bench", action="store_true")
    options = parser.parse_args()
    # the cluster is thrown away at the end, so the phases may share the databases that the first one migrated
    pytest = [sys.executable, "-m", "pytest", "--reuse-db"]
    with services() as urls:
        env = {**os.environ, **urls, "HALL_SERVICES": "1"}
        if options.bench:
            return 0 if run("benchmarks", [sys.executable, "-m", "benchmarks"], env) else 1
        if options.full_faults:
            env["HALL_FAULTS_FULL"] = "1"
            passed = [run("faults, full size", [*pytest, "-m", "fault and not only_sqlite"], env), on_sqlite(env)]
            return 0 if all(passed) else 1
        spread = ["-n", os.environ.get("WORKERS", "2"), "--dist", "loadscope", "--no-loadscope-reorder"]
        passed = [
            run("suite on PostgreSQL", [*pytest, *spread, "-m", SUITE], {**env, "HALL_ONLY_DATABASE": "1"}),
            run("browser", [*pytest, *spread, "-m", BROWSER], env),
            # one after the other, on the first worker's database, which is migrated
            run("faults", [*pytest, "-n", "1", "-m", FAULTS], env),
            on_sqlite(env),
        ]
    if find_chromium() is None:
        print(
            "── browser tests were SKIPPED: no Chromium is installed here (apt-get install chromium, or CHROMIUM=/path)"
        )
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
