"""The exam day, each figure beside a bare baseline of the same run: `make bench`, or `python -m benchmarks.exam_day`.

Needs DATABASE_URL of a throw-away PostgreSQL. CPU is user + system time of the web processes and the database's, per
request; the client is not counted. hello = an empty view; minimal save = session + user + one UPSERT, both with
Django's standard middleware, served by the same gunicorn processes as ours. Each step stands beside minimal saves made
just before and just after it, so that what else the machine does weighs on both.
"""

import asyncio
import os
import re
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.exam_day_settings")
os.environ.setdefault("HALL_FAULT_TEST", "1")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the client seeds and reads between its requests

TICK = os.sysconf("SC_CLK_TCK")
SHORT = bool(os.environ.get("BENCH_SHORT"))
MINUTE = timedelta(minutes=1)
EARLIER = datetime(2026, 1, 5, 9, tzinfo=UTC)


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


def seed(cast, count: int, questions: int, title: str):
    """(sitting, people): candidates invited to a sitting of so many questions."""
    from foundation.models import User
    from tests.exams.exam_stories import open_now

    people = User.objects.bulk_create(
        [User(username=f"b{title}-{number:04d}", name=f"考生 {number}", password="!") for number in range(count)]
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


class Hall:
    """One sitting being measured: its candidates' browsers, and the steps that they take."""

    def __init__(self, site, port: int, title: str, candidates: list) -> None:
        self.meter, self.title, self.candidates = Meter(site, port), title, candidates

    async def cpu_of(self, calls: list) -> tuple[list[float], float]:
        """(seconds of each call, CPU ms per call)."""
        before = self.meter.read()
        times = await timed(calls)
        return times, (self.meter.read() - before) * 1000 / len(times)

    async def minimal(self, rounds: int = 1) -> tuple[list[float], float]:
        return await self.cpu_of([lambda c=c: c.call("PUT", "bench/save") for c in self.candidates] * rounds)

    async def step(self, name: str, calls: list) -> float:
        """Print the step; its cost in minimal saves."""
        before = (await self.minimal())[1]
        times, cpu = await self.cpu_of(calls)
        floor = (before + (await self.minimal())[1]) / 2
        row(f"{self.title}{name}", times, cpu, floor)
        return cpu / floor


async def measure(hall: Hall, sitting) -> dict[str, float]:
    """Print start, save, resume and submit; step → its cost in minimal saves."""
    candidates, costs = hall.candidates, {}
    costs["start"] = await hall.step("start", [lambda c=c: c.start(sitting.pk) for c in candidates])
    saves = [lambda c=c, n=n: c.put(c.change(1 + n % 10, n)) for n in range(5) for c in candidates]
    await timed(saves[: len(candidates)])
    costs["save"] = await hall.step("save", saves)
    path = "attempts/{}".format
    costs["resume"] = await hall.step("resume", [lambda c=c: c.call("GET", path(c.attempt["id"])) for c in candidates])
    costs["submit"] = await hall.step("submit", [lambda c=c: c.hand_in() for c in candidates])
    return costs


async def baselines(hall: Hall) -> None:
    await timed([lambda c=c: c.call("GET", "bench/hello") for c in hall.candidates])
    await hall.minimal()
    times, cpu = await hall.cpu_of([lambda c=c: c.call("GET", "bench/hello") for c in hall.candidates] * 5)
    row("hello", times, cpu, 0)
    row("minimal save", *(await hall.minimal(5)), 0)


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


def grow(cast, template: int, stored: int) -> None:
    """Fill up to `stored` attempts, each a copy of the attempt `template` with its answers and journal, ten a person."""
    from django.db import connection

    from exams.models import Attempt, Candidacy, Response, ResponseEvent
    from foundation.models import User
    from tests.exams.exam_stories import open_now, signed_paper

    count = max((stored - Attempt.objects.count()) // 10, 1)
    people = User.objects.bulk_create(
        [User(username=f"old{stored}-{number}", name="往届考生", password="!") for number in range(count)]
    )
    sitting = open_now(cast, people, version=signed_paper(cast, 1), opens_at=EARLIER)

    def columns(model, **given: str) -> tuple[str, str]:
        names = [field.column for field in model._meta.concrete_fields if field.column != "id"]
        return ", ".join(names), ", ".join(given.get(name, f"t.{name}") for name in names)

    into, chosen = columns(Attempt, candidacy_id="c.id", sitting_id="c.sitting_id", person_id="c.person_id", number="n")
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO exams_attempt ({into}) SELECT {chosen} FROM exams_candidacy c, "
                       f"generate_series(1, 10) n, exams_attempt t WHERE t.id = %s AND c.sitting_id = %s",
                       [template, sitting.pk])  # fmt: skip
        for model in (Response, ResponseEvent):
            table = model._meta.db_table
            into, chosen = columns(model, attempt_id="a.id")
            cursor.execute(f"INSERT INTO {table} ({into}) SELECT {chosen} FROM exams_attempt a, {table} t "
                           f"WHERE t.attempt_id = %s AND a.sitting_id = %s", [template, sitting.pk])  # fmt: skip
        cursor.execute("ANALYZE")
    Candidacy.objects.filter(sitting=sitting).update(withdrawn_at=EARLIER)


async def rush(site, sitting, cookies: list[dict]) -> None:
    """Everyone presses start in the same moment."""
    from tests.faults.rig import browsers

    async with browsers(site.url, cookies) as candidates:
        begun = time.monotonic()
        statuses = [status for status, _ in await asyncio.gather(*(each.start(sitting.pk) for each in candidates))]
        times = [each.times[-1] for each in candidates if each.times]
    cuts = quantiles(times, n=100)
    print(f"{len(statuses)} starts at once: {sum(status != 201 for status in statuses)} errors, all begun after "
          f"{time.monotonic() - begun:.1f} s, p50 {cuts[49]:.2f} s, p99 {cuts[98]:.2f} s")  # fmt: skip


async def every_two_seconds(hall: Hall, sitting) -> None:
    """Candidates who save each 2 s, minimal and ours."""
    seconds, candidates = 4 if SHORT else 10, hall.candidates
    await asyncio.gather(*(each.start(sitting.pk) for each in candidates))
    bare = await paced(candidates, seconds, "bench/save")
    row("one save each 2 s: minimal", bare, 0, 0)
    ours = await paced(candidates, seconds, "")
    row("one save each 2 s: ours", ours, 0, 0)
    print(f"p99 of ours / of the minimal save: {quantiles(ours, n=100)[98] / quantiles(bare, n=100)[98]:.2f}")


async def exam_day(site, port: int, cast) -> None:
    from exams.models import Attempt
    from exams.services.lay_out_ahead import lay_out_ahead
    from tests.faults.rig import browsers, session_cookie

    count, curve = 40 if SHORT else 200, {}
    print(f"{'step':34} {'n':>6} {'CPU ms':>8} {'x save':>7} {'p50 ms':>8} {'p99 ms':>8}")
    for questions, stored in ((10, 1_000), (100, 1_000), (10, 10_000 if SHORT else 100_000)):
        if Attempt.objects.exists():
            grow(cast, Attempt.objects.exclude(snapshot_hash="").latest("pk").pk, stored)
        sitting, people = seed(cast, count, questions, f"{questions}-{stored}")
        lay_out_ahead(at=sitting.opens_at - MINUTE)
        async with browsers(site.url, [session_cookie(person) for person in people]) as candidates:
            hall = Hall(site, port, f"{questions} questions, {stored // 1000}k stored: ", candidates)
            if not curve:
                await baselines(hall)
            curve[questions, stored] = await measure(hall, sitting)
    first, *others = curve.values()
    for name, other in zip(("100 questions", "many stored attempts"), others):
        print(f"{name} / first: " + ", ".join(f"{step} {other[step] / first[step]:.2f}" for step in first))
    sitting, people = seed(cast, count, 10, "late")
    async with browsers(site.url, [session_cookie(person) for person in people]) as candidates:
        hall = Hall(site, port, "", candidates)
        await hall.step("start, paper not laid out before", [lambda c=c: c.start(sitting.pk) for c in candidates])
        await every_two_seconds(hall, sitting)
    sitting, people = seed(cast, 100 if SHORT else 500, 10, "rush")
    lay_out_ahead(at=sitting.opens_at - MINUTE)
    await rush(site, sitting, [session_cookie(person) for person in people])


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
    cast, port = make_cast(), int(connection.settings_dict["PORT"])
    url = os.environ["DATABASE_URL"]
    with Site(url=url, DJANGO_SETTINGS_MODULE="benchmarks.exam_day_settings") as site:
        asyncio.run(exam_day(site, port, cast))


if __name__ == "__main__":
    sys.exit(main())
