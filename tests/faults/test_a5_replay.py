"""A5: a network that drops requests and answers (15 % each), doubles (20 %), reorders (20 %) and delays (10 %); then every
recorded request is sent again, shuffled, while the attempts run, and again after they are handed in, marked and
released. The highest seq stands; nothing is marked, recorded or certified again.

Size here: 20 candidates, 15 changes each, delays up to 0.3 s, all replayed twice; the full size (`make faults`): 100
candidates, 100 changes, 3 s, three times. The mutant has no seq guard. On SQLite too, a third as many candidates.
"""

import asyncio
from random import Random

import pytest

from certificates.models import Credential, CredentialScheme
from exams.models import Attempt, GradingJob, LateResponse, Mark, Response, ResponseEvent, Result
from exams.services.lay_out_paper import digest
from exams.services.release_results import release_results
from foundation import facts
from foundation.models import AuditEntry, OutboxMessage
from organisation.models import Posting
from tests.faults.rig import Site, browsers, crowd, hall, session_cookie, size

DELAY = size(0.3, 3)  # seconds
CERTIFIED = 2  # people for whom this exam is all that a certificate asks for
pytestmark = [pytest.mark.fault, pytest.mark.services, pytest.mark.sqlite]


def state_hash() -> str:
    """Over everything that a replay must not move."""
    return digest([
        list(Response.objects.order_by("attempt", "number").values_list("attempt", "number", "value", "seq")),
        list(Attempt.objects.order_by("pk").values_list("pk", "state", "revision", "reached", "lease_epoch")),
        list(Mark.objects.order_by("pk").values_list("attempt", "number", "sequence")), Result.objects.count(),
        GradingJob.objects.count(), Credential.objects.count(), LateResponse.objects.count(),
        ResponseEvent.objects.count(), AuditEntry.objects.count(), OutboxMessage.objects.count(),
    ])  # fmt: skip


async def unruly(site, sitting, cookies, rng):
    """Send each change over a bad network; what was not acknowledged is sent again until it is."""
    recorded = []
    async with browsers(site.url, cookies) as candidates:
        await asyncio.gather(*(each.start(sitting.pk) for each in candidates))

        async def send(candidate, change):
            await asyncio.sleep(change["seq"] * 0.02 + (DELAY * rng.random() if rng.random() < 0.1 else 0))
            await asyncio.gather(*(candidate.put(change) for _ in range(1 + (rng.random() < 0.2))))
            if rng.random() < 0.15:  # the server has it, and its answer is lost
                candidate.acked.pop(change["seq"], None)

        async def hand_in(candidate):  # a change that came too late to count was refused, so no seqs are claimed
            assert (await candidate.call("POST", f"attempts/{candidate.attempt['id']}/submit", {}))[0] == 200

        async def replay():
            rng.shuffle(recorded)
            for start in range(0, len(recorded), 40):
                await asyncio.gather(*(candidate.put(change) for candidate, change in recorded[start : start + 40]))

        async def write(candidate):
            changes = [candidate.change(1 + turn % 5, turn) for turn in range(size(15, 100))]
            recorded.extend((candidate, change) for change in changes)
            order = sorted(changes, key=lambda change: change["seq"] + (rng.random() * 4 if rng.random() < 0.2 else 0))
            late = [asyncio.create_task(send(candidate, change)) for change in order if rng.random() < 0.85]
            await asyncio.gather(*late)  # the rest never left
            for change in changes:  # the player comes again until each has its acknowledgement
                if change["seq"] not in candidate.acked:
                    await candidate.put(change)

        await asyncio.gather(*(write(each) for each in candidates))
        hashes = [state_hash()]
        await replay()
        hashes.append(state_hash())
        await asyncio.gather(*(hand_in(each) for each in candidates))
        facts.drain_all()
        release_results(sitting=sitting, by=None)
        facts.drain_all()
        hashes.append(state_hash())
        for _ in range(size(1, 2)):
            await replay()
            await asyncio.gather(*(hand_in(each) for each in candidates))
        facts.drain_all()
        return candidates, [*hashes, state_hash()]


def certify(sitting, people) -> None:
    """Who works in the hall is certified by this exam alone, which everybody passes."""
    scheme = CredentialScheme.objects.create(
        key="a5", title="窗口上岗", node=sitting.node, validity_months=12, published=True
    )
    scheme.requirements.create(kind="exam", key=f"sitting:{sitting.pk}", label=sitting.title, position=1)
    for person in people:
        Posting.objects.create(person=person, node=sitting.node)


def run(*broken):
    sitting, people = hall(crowd(20, 100), pass_percent=0)
    certify(sitting, people[:CERTIFIED])
    cookies = [session_cookie(person) for person in people]
    with Site(broken=broken) as site:
        return asyncio.run(unruly(site, sitting, cookies, Random(5)))


def stale(candidates) -> list:
    """Questions whose answer in force is not the one with the highest accepted seq."""
    found = []
    for each in candidates:
        newest = {}
        for seq, number, value in (
            ResponseEvent.objects.filter(attempt=each.attempt["id"])
            .order_by("seq")
            .values_list("seq", "number", "value")
        ):
            newest[number] = (seq, value)
        in_force = {row.number: (row.seq, row.value) for row in Response.objects.filter(attempt=each.attempt["id"])}
        found += [(each.attempt["id"], number) for number in newest if in_force[number] != newest[number]]
    return found


def test_the_last_answer_stands_and_replay_moves_nothing(shared_database, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    candidates, (open_before, open_after, closed_before, closed_after) = run()
    assert stale(candidates) == []
    assert open_before == open_after and closed_before == closed_after
    assert Result.objects.count() == GradingJob.objects.count() == len(candidates)
    assert Credential.objects.count() == CERTIFIED
    for each in candidates:
        newest = {number: seq for seq, (number, _) in sorted(each.sent.items())}
        stored = dict(Response.objects.filter(attempt=each.attempt["id"]).values_list("number", "seq"))
        assert stored == newest
    print(f"{sum(len(each.sent) for each in candidates)} changes, each replayed {1 + size(1, 2)} times, nothing moved")


def test_mutant_without_the_seq_guard_is_noticed(shared_database, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    candidates, (open_before, open_after, *_) = run("seq-guard")
    assert stale(candidates) or open_before != open_after
