"""F1: Redis is killed in the middle of an exam and comes back empty, and no Celery worker runs. Saving, handing in, the
timer and staying signed in go on; when the broker is back, everything that waited is handled exactly once.

Size here: 20 candidates, 3 answers each without the broker, 3 sweeps at once afterwards; the full size (`make faults`):
200 with 30 answers, one every 20 s: ten minutes. The mutant keeps sessions in Redis. On PostgreSQL with Redis: SQLite's
embedded default has no broker.
"""

import asyncio
import threading

import pytest
from django.contrib.sessions.backends.cache import SessionStore
from django.core.cache.backends.redis import RedisCache
from django.db import connection

from exams.models import Attempt, GradingJob, Mark
from foundation import facts
from foundation.models import OutboxMessage
from tests.faults.rig import Candidate, Site, browsers, database_url, hall, lost, on_postgresql, session_cookie, size
from tests.services_rig import Redis

pytestmark = [pytest.mark.fault, pytest.mark.services, on_postgresql]
ANSWERS, EVERY = size(3, 30), size(0, 20)  # seconds


async def exam(
    site: Site, sitting_id: int, cookies: list[dict], broker: Redis, every: float
) -> tuple[list[Candidate], list[int]]:
    """The candidates, and every status they were given after the broker died; the first half of them hands in while it
    is gone, the others when it is back."""
    async with browsers(site.url, cookies) as candidates:
        await asyncio.gather(*(each.start(sitting_id) for each in candidates))
        await asyncio.gather(*(each.put(each.change(1, 1)) for each in candidates))
        await asyncio.to_thread(broker.kill)

        async def go_on(candidate: Candidate) -> list[int]:
            got = []
            for turn in range(ANSWERS):
                got.append((await candidate.put(candidate.change(1 + turn % 5, turn)))[0])
                await asyncio.sleep(every)
            status, news = await candidate.call("GET", f"attempts/{candidate.attempt['id']}/pulse")
            return [*got, status if news.get("deadline") == candidate.attempt["deadline"] else 0]

        got = await asyncio.gather(*(go_on(each) for each in candidates))
        half = len(candidates) // 2
        got += [[(await each.hand_in())[0]] for each in candidates[:half]]
        await asyncio.to_thread(broker.start)
        got += [[(await each.hand_in())[0]] for each in candidates[half:]]
        return candidates, [status for each in got for status in each]


def run(*, sessions_in_redis: bool = False) -> tuple[list[Candidate], list[int]]:
    sitting, people = hall(size(20, 200))
    broker = Redis()
    env = {"REDIS_URL": broker.url, "OUTBOX_WAKE": "celery"}
    store = None
    if sessions_in_redis:
        env |= {"SESSION_ENGINE": "django.contrib.sessions.backends.cache", "SESSION_CACHE_REDIS": "1"}
        store = lambda: in_redis(broker.url)  # noqa: E731
    cookies = [session_cookie(person, store() if store else None) for person in people]
    try:
        with Site(url=database_url(), **env) as site:
            return asyncio.run(exam(site, sitting.pk, cookies, broker, 0 if sessions_in_redis else EVERY))
    finally:
        broker.remove()


def in_redis(url: str) -> SessionStore:
    session = SessionStore()
    session._cache = RedisCache(url, {})
    return session


def sweep_thrice() -> None:
    """What beat starts when it is back, three times at once."""

    def sweep() -> None:
        facts.drain_all()
        connection.close()

    sweeps = [threading.Thread(target=sweep) for _ in range(3)]
    for each in sweeps:
        each.start()
    for each in sweeps:
        each.join()


def test_an_exam_goes_on_without_the_broker(shared_database):
    candidates, got = run()
    assert set(got) == {200}
    assert lost(candidates) == []
    assert OutboxMessage.objects.filter(handled_at=None).count() >= len(candidates)
    sweep_thrice()
    assert not OutboxMessage.objects.filter(handled_at=None).exists()
    assert Attempt.objects.filter(state="graded").count() == len(candidates)
    assert GradingJob.objects.exclude(done_at=None).count() == GradingJob.objects.count() == len(candidates)
    assert Mark.objects.count() == len(candidates) * 5


def test_mutant_sessions_in_the_broker_are_noticed(shared_database):
    _, got = run(sessions_in_redis=True)
    assert set(got) != {200}
