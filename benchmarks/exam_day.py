"""The exam day, each figure beside a bare baseline of the same run: `make bench`, or `python -m benchmarks.exam_day`.

Needs DATABASE_URL of a throw-away PostgreSQL. CPU is user + system time of the web processes and the database's, per
request; the client is not counted. hello = an empty view; minimal save = session + user + one UPSERT, both with
Django's standard middleware, served by the same gunicorn processes as ours.
"""

import asyncio
import os
import re
import sys
import time
from pathlib import Path
from statistics import quantiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.exam_day_settings")
os.environ.setdefault("HALL_FAULT_TEST", "1")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the client seeds and reads between its requests

TICK = os.sysconf("SC_CLK_TCK")
SHORT = bool(os.environ.get("BENCH_SHORT"))


def cpu_of(pid: int) -> float:
    """Seconds of CPU that the process has used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def database_pids(port: int) -> list[int]:
    """Every process of the PostgreSQL cluster on that port."""
    found = []
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = status.read_text()
        except OSError:
            continue
        pid, parent = int(status.parent.name), int(text.rsplit(")", 1)[1].split()[1])
        parents.setdefault(parent, []).append(pid)
    for parent, children in parents.items():
        try:
            named = Path(f"/proc/{parent}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            data = re.search(r"-D ?(\S+)", named)
            conf = Path(data.group(1), "postgresql.conf").read_text() if data else ""
        except OSError:
            continue
        if f"port={port}" in conf:
            found += [parent, *children]
    return found


class Meter:
    """CPU milliseconds per request of the site and the database between two readings."""

    def __init__(self, site, port: int) -> None:
        self.site, self.port = site, port

    def read(self) -> float:
        return sum(cpu_of(pid) for pid in [*self.site.workers(), *database_pids(self.port)])


def seed(cast, count: int, questions: int):
    """(sitting, people): candidates invited to a sitting of so many questions."""
    from foundation.models import User
    from tests.exams.exam_stories import open_now

    people = User.objects.bulk_create(
        [User(username=f"b{questions}-{number:04d}", name=f"考生 {number}", password="!") for number in range(count)]
    )
    return open_now(cast, list(people), count=questions), list(people)


async def timed(calls) -> list[float]:
    """Seconds of each call, eight at a time."""
    gate, times = asyncio.Semaphore(8), []

    async def one(call):
        async with gate:
            begun = time.monotonic()
            status, _ = await call()
            times.append(time.monotonic() - begun)
            if status not in (200, 201):
                raise RuntimeError(f"answered {status}")

    await asyncio.gather(*(one(call) for call in calls))
    return times


def row(title: str, times: list[float], cpu: float, floor: float) -> None:
    cuts = quantiles(times, n=100)
    print(f"{title:34} {len(times):6} {cpu:8.2f} {cpu / floor if floor else 1:7.2f} "
          f"{cuts[49] * 1000:8.1f} {cuts[98] * 1000:8.1f}")  # fmt: skip


async def measure(site, port: int, sitting, people, title: str, floor: float) -> float:
    """Print start, save and resume; where `floor` is 0 the two bare views first. The minimal save's CPU in ms."""
    from tests.faults.rig import browsers, session_cookie

    meter = Meter(site, port)

    async def step(name: str, calls: list, below: float) -> float:
        before = meter.read()
        times = await timed(calls)
        cpu = (meter.read() - before) * 1000 / len(times)
        row(f"{title}{name}", times, cpu, below)
        return cpu

    async with browsers(site.url, [session_cookie(person) for person in people]) as candidates:
        if not floor:
            await timed([lambda c=c: c.call("GET", "bench/hello") for c in candidates])
            await step("hello", [lambda c=c: c.call("GET", "bench/hello") for c in candidates for _ in range(5)], 0)
            many = [lambda c=c: c.call("PUT", "bench/save") for c in candidates for _ in range(5)]
            await timed(many[:40])
            floor = await step("minimal save", many, 0)
        await step("start", [lambda c=c: c.start(sitting.pk) for c in candidates], floor)
        saves = [lambda c=c, n=n: c.put(c.change(1 + n % 10, n)) for n in range(5) for c in candidates]
        await timed(saves[:20])
        await step("save", saves, floor)
        await step("resume", [lambda c=c: c.call("GET", f"attempts/{c.attempt['id']}") for c in candidates], floor)
        return floor


async def paced(candidates, seconds: float, path: str) -> list[float]:
    """Every candidate saves each 2 s; the latencies."""
    times = []
    until = time.monotonic() + seconds

    async def write(candidate, place):
        await asyncio.sleep(2 * place / len(candidates))
        turn = 0
        while time.monotonic() < until:
            turn += 1
            begun = time.monotonic()
            change = candidate.change(1 + turn % 5, turn)
            status, _ = await (candidate.call("PUT", path) if path else candidate.put(change))
            times.append(time.monotonic() - begun)
            if status != 200:
                raise RuntimeError(f"answered {status}")
            await asyncio.sleep(2)

    await asyncio.gather(*(write(each, place) for place, each in enumerate(candidates)))
    return times


async def exam_day(site, port: int, halls: list) -> None:
    from tests.faults.rig import browsers, session_cookie

    print(f"{'step':34} {'n':>6} {'CPU ms':>8} {'x save':>7} {'p50 ms':>8} {'p99 ms':>8}")
    floor = 0.0
    for questions, sitting, people in halls:
        floor = await measure(site, port, sitting, people, f"{questions} questions: ", floor)
    sitting, people = halls[0][1], halls[0][2]
    seconds = 4 if SHORT else 10
    async with browsers(site.url, [session_cookie(person) for person in people]) as candidates:
        await asyncio.gather(*(each.start(sitting.pk) for each in candidates))
        for each in candidates:
            each.seq = 5  # the five saves above
        bare = await paced(candidates, seconds, "bench/save")
        for each in candidates:
            each.seq = 5
        row("one save each 2 s: minimal", bare, 0, 0)
        ours = await paced(candidates, seconds, "")
        row("one save each 2 s: ours", ours, 0, 0)
        before = time.monotonic()
        meter = Meter(site, port)
        cpu = meter.read()
        times = await timed([lambda c=c: c.call("POST", f"attempts/{c.attempt['id']}/submit") for c in candidates])
        row("submit, all at once", times, (meter.read() - cpu) * 1000 / len(times), floor)
        print(f"{len(times)} submits took {time.monotonic() - before:.1f} s; "
              f"p99 ours / minimal {quantiles(ours, n=100)[98] / quantiles(bare, n=100)[98]:.2f}")  # fmt: skip


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.cast import make_cast
    from tests.faults.rig import Site

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_save (person bigint, question int, value text, "
                       "PRIMARY KEY (person, question))")  # fmt: skip
    cast, count = make_cast(), 40 if SHORT else 200
    halls = [(questions, *seed(cast, count, questions)) for questions in (10, 100)]
    port = int(connection.settings_dict["PORT"])
    with Site(DJANGO_SETTINGS_MODULE="benchmarks.exam_day_settings") as site:
        asyncio.run(exam_day(site, port, halls))


if __name__ == "__main__":
    sys.exit(main())
