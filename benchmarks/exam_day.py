"""The exam day, each figure beside a bare baseline of the same rounds: `make bench`, or `python -m benchmarks.exam_day`.

Needs DATABASE_URL of a throw-away PostgreSQL, on which it makes a second database: one holds few stored attempts, its
copy many. hello = an empty view; minimal save = session + user + one UPSERT, both with Django's standard middleware, served
by the same gunicorn processes as ours. BENCH_SHORT=1 takes small sizes. Ends with every figure that has a limit and
whether it is kept; on a machine that is busy otherwise, judge latencies with care and CPU ratios by their quartiles.
"""

import asyncio
import os
import sys
import time
from contextlib import AsyncExitStack
from itertools import product
from statistics import median

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.exam_day_settings")
os.environ.setdefault("HALL_FAULT_TEST", "1")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the client seeds and reads between its requests

from benchmarks.exam_day_meter import Meter, Rounds, percentile, row, verdict

SHORT = bool(os.environ.get("BENCH_SHORT"))
ROUNDS = 4 if SHORT else 8
TOGETHER = 10 if SHORT else 16  # candidates in one round of one hall
STORED = {"few": 200 if SHORT else 1_000, "many": 10_000 if SHORT else 100_000}
LENGTHS = (10, 100)  # questions
CANDIDATES, WINDOWS, SECONDS = (40, 2, 4) if SHORT else (200, 6, 8)
RUSH = 100 if SHORT else 500
MANY = "_many"
PATIENCE = 120  # seconds until a start counts as not answered
STEPS = {"save": 1.2, "start": 4, "resume": 4, "submit": 4}  # at most so many minimal saves


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


class Hall:
    """The candidates of one sitting, taken a group at a time; what each step of theirs cost."""

    def __init__(self, site, meter: Meter, sitting, candidates: list) -> None:
        self.site, self.meter, self.sitting, self.candidates = site, meter, sitting, candidates
        self.steps: dict[str, Rounds] = {}

    async def cpu(self, calls: list) -> tuple[float, list[float]]:
        """(CPU ms per call, seconds of each)."""
        before = self.meter.read()
        times = await timed(calls)
        return self.meter.since(before) / len(times), times

    async def minimal(self, group: list) -> float:
        return (await self.cpu([lambda c=c: c.call("PUT", "bench/save") for c in group]))[0]

    async def step(self, name: str, group: list, calls: list) -> None:
        """Take the calls between two lots of minimal saves."""
        before = await self.minimal(group)
        cpu, times = await self.cpu(calls)
        kept = self.steps.setdefault(name, Rounds())
        kept.cpu.append(cpu)
        kept.bare.append((before + await self.minimal(group)) / 2)
        kept.times += times

    async def one_round(self, number: int, name: str) -> None:
        """The group whose turn it is takes the step `name`."""
        group = self.candidates[number * TOGETHER : (number + 1) * TOGETHER]
        await self.step(name, group, list(CALLS[name](self, group)))


def path(candidate) -> str:
    return f"attempts/{candidate.attempt['id']}"


CALLS = {
    "hello": lambda hall, group: [lambda c=c: c.call("GET", "bench/hello") for c in group for _ in range(2)],
    "start": lambda hall, group: [lambda c=c: c.start(hall.sitting.pk) for c in group],
    "save": lambda hall, group: [lambda c=c, n=n: c.put(c.change(1 + n, n)) for n in range(3) for c in group],
    "resume": lambda hall, group: [lambda c=c: c.call("GET", path(c)) for c in group],
    "submit": lambda hall, group: [lambda c=c: c.hand_in() for c in group],
}


async def steps(halls: dict[tuple[int, str], Hall]) -> None:
    """Every hall takes every step in every round, in turns that change."""
    order = list(halls.values())
    for hall in order:  # connections, statements and caches of both workers
        for _ in range(4):
            await hall.minimal(hall.candidates[-TOGETHER:])
        spare = hall.candidates[-TOGETHER:]
        await timed(CALLS["start"](hall, spare))
        for name in ("save", "resume", "submit"):
            await timed(CALLS[name](hall, spare))
    for number in range(ROUNDS):
        order = order[1:] + order[:1]
        for name in CALLS:
            for hall in order:
                await hall.one_round(number, name)


def show_steps(halls: dict[tuple[int, str], Hall]) -> None:
    print(f"{'step':34} {'n':>6} {'CPU ms':>8}  {'x minimal save':>18} {'p50 ms':>8} {'p99 ms':>8}")
    for (length, name), hall in halls.items():
        bare = median(each for rounds in hall.steps.values() for each in rounds.bare)
        print(f"{length} questions, {STORED[name]} stored: a minimal save {bare:.2f} ms CPU")
        for step, rounds in hall.steps.items():
            row(f"{length} questions, {STORED[name]}: {step}", rounds)


def judge_steps(halls: dict[tuple[int, str], Hall]) -> None:
    """The dearest hall's steps against their limits, and each end of the curve against its beginning: both in minimal
    saves of their own moments, so that what else the machine does weighs on neither."""
    for step, most in STEPS.items():
        dearest = max((hall.steps[step] for hall in halls.values()), key=lambda rounds: median(rounds.ratios))
        verdict(f"{step}, dearest of {len(halls)} halls, in minimal saves", dearest.ratios, most)
    first = halls[LENGTHS[0], "few"]
    for (length, name), hall in halls.items():
        if hall is first:
            continue
        for step in STEPS:
            curve = [here / there for here, there in zip(hall.steps[step].ratios, first.steps[step].ratios)]
            title = f"{step} at {length} questions, {STORED[name]} stored / at {LENGTHS[0]}, {STORED['few']}"
            verdict(title, curve, most=1.2)


async def paced(candidates, seconds: float, bare: bool) -> list[float]:
    """Every candidate saves each 2 s; the latencies."""
    times = []
    until = time.monotonic() + seconds

    async def write(candidate, place):
        await asyncio.sleep(2 * place / len(candidates))
        turn = 0
        while time.monotonic() < until:
            turn += 1
            change = candidate.change(1 + turn % 5, turn)
            begun = time.monotonic()
            status, _ = await (candidate.call("PUT", "bench/save") if bare else candidate.put(change))
            times.append(time.monotonic() - begun)
            if status != 200:
                raise RuntimeError(f"answered {status}")
            await asyncio.sleep(2)

    await asyncio.gather(*(write(each, place) for place, each in enumerate(candidates)))
    return times


async def every_two_seconds(site, sitting, candidates: list) -> None:
    """Windows of minimal saves and of ours take turns; the p99 of both, and window by window the ratio."""
    await timed([lambda c=c: c.start(sitting.pk) for c in candidates])
    found: dict[bool, list[list[float]]] = {True: [], False: []}
    for window in range(WINDOWS):
        for bare in (True, False) if window % 2 else (False, True):
            found[bare].append(await paced(candidates, SECONDS, bare))
    for bare, title in ((True, "minimal"), (False, "ours")):
        times = [each for window in found[bare] for each in window]
        print(f"{len(candidates)} candidates, one save each 2 s, {title}: {len(times)} saves, p50 "
              f"{percentile(times, 50) * 1000:.1f} ms, p99 {percentile(times, 99) * 1000:.1f} ms")  # fmt: skip
    ratios = [percentile(ours, 99) / percentile(bare, 99) for bare, ours in zip(found[True], found[False])]
    verdict(f"p99 of {len(candidates)} saving each 2 s, in minimal saves' p99", ratios, most=3)


async def rush(site, sitting, cookies: list[dict]) -> None:
    """Everyone presses start in the same moment."""
    from tests.faults import rig

    rig.PATIENCE = PATIENCE
    async with rig.browsers(site.url, cookies) as candidates:
        begun = time.monotonic()
        statuses = [status for status, _ in await asyncio.gather(*(each.start(sitting.pk) for each in candidates))]
        took = time.monotonic() - begun
        times = [each.times[-1] for each in candidates if each.times]
    errors = sum(status != 201 for status in statuses)
    print(f"{len(statuses)} starts at once: all begun after {took:.1f} s, p50 {percentile(times, 50):.2f} s, "
          f"p99 {percentile(times, 99):.2f} s; {errors} errors, asked 0: {'NOT MET' if errors else 'met'}")  # fmt: skip


def prepare(cast) -> dict:
    """Both databases, filled, with their sittings seeded: {(questions, database): (sitting, cookies)}, and in the one
    with few "paced" and "rush"."""
    from benchmarks.exam_day_hall import copy, grow, sat_before, seed, use
    from tests.faults.rig import session_cookie

    def seeded(count: int, length: int, title: str):
        sitting, people = seed(cast, count, length, title)
        return sitting, [session_cookie(person) for person in people]

    few, many = databases()
    template, ready = sat_before(cast), {}
    copy(few, many)
    for name, database in (("few", few), ("many", many)):
        use(database)
        grow(cast, template, STORED[name])
        for length in LENGTHS:
            ready[length, name] = seeded((ROUNDS + 1) * TOGETHER, length, f"{length}{name}")
    use(few)
    return ready | {"paced": seeded(CANDIDATES, 10, "paced"), "rush": seeded(RUSH, 10, "rush")}


def databases() -> tuple[str, str]:
    """The names of the database with few stored attempts and of the one with many."""
    from django.db import connection

    given = connection.settings_dict["NAME"].removesuffix(MANY)
    return given, given + MANY


async def exam_day(sites: dict, meters: dict, ready: dict) -> None:
    from tests.faults.rig import browsers

    async with AsyncExitStack() as stack:
        halls = {}
        for length, name in product(LENGTHS, sites):
            sitting, cookies = ready[length, name]
            candidates = await stack.enter_async_context(browsers(sites[name].url, cookies))
            halls[length, name] = Hall(sites[name], meters[name], sitting, candidates)
        await steps(halls)
    show_steps(halls)
    judge_steps(halls)
    sitting, cookies = ready["paced"]
    async with browsers(sites["few"].url, cookies) as candidates:
        await every_two_seconds(sites["few"], sitting, candidates)
    await rush(sites["few"], *ready["rush"])


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.exam_day_hall import data_directory, url_of
    from tests.cast import make_cast
    from tests.faults.rig import Site

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_save (person bigint, question int, value text, "
                       "PRIMARY KEY (person, question))")  # fmt: skip
    begun = time.monotonic()
    ready = prepare(make_cast())
    print(f"seeded in {time.monotonic() - begun:.0f} s", flush=True)
    settings = {"DJANGO_SETTINGS_MODULE": "benchmarks.exam_day_settings"}
    few, many = databases()
    with Site(url=url_of(few), **settings) as one, Site(url=url_of(many), **settings) as other:
        sites = {"few": one, "many": other}
        meters = {name: Meter(site, data_directory()) for name, site in sites.items()}
        asyncio.run(exam_day(sites, meters, ready))


if __name__ == "__main__":
    sys.exit(main())
