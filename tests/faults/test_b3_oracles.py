"""B3: nothing about a save or a paper tells what is right: neither the answer's length and headers nor its time, neither
the place nor the id of the right option.

Only in `make faults`: 2,000 right and 2,000 wrong saves in lockstep by two candidates, 10,000 laid-out papers. The mutants:
a server that scores while it saves, and ids given in the author's order. On PostgreSQL, whose server may be timed; papers
are laid out without any database.
"""

import asyncio
import math
import re
import statistics
import time
from random import Random

import aiohttp
import pytest
from django.test import override_settings

from exams.services.lay_out_paper import lay_out
from tests.faults.rig import Candidate, Site, browsers, hall, on_postgresql, session_cookie, size
from tests.question_bank.bank_stories import single

pytestmark = [pytest.mark.fault, pytest.mark.long]
SAVES, PAPERS = size(400, 2000), size(10_000, 10_000)
CHANGING = ("Date", "Connection")


def mann_whitney(one: list[float], other: list[float]) -> float:
    """The two-sided p of the rank-sum test, by its normal approximation (n > 20; ties are too rare to matter)."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_, side) in enumerate(ranked, start=1) if side == 0)
    n, m = len(one), len(other)
    z = (ranks - n * (n + m + 1) / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(z) / math.sqrt(2))


def uniform(counts: list[int]) -> float:
    """The p of chi-square for three equally likely places: with two degrees of freedom, exp(-x / 2)."""
    assert len(counts) == 3
    even = sum(counts) / 3
    return math.exp(-sum((count - even) ** 2 / even for count in counts) / 2)


async def save(candidate: Candidate, number: int, text: str) -> tuple[float, int, dict]:
    """Seconds, length of the body, headers."""
    options = candidate.attempt["questions"][number - 1]["content"]["options"]
    place = next(place for place, option in enumerate(options) if option["text"] == text)
    body = {"client": candidate.client, "responses": [candidate.change(number, place)]}
    headers = {"X-CSRFToken": "f" * 32, "Cookie": "; ".join(f"{k}={v}" for k, v in candidate.cookies.items())}
    begun = time.perf_counter()
    async with candidate.http.put(
        f"{candidate.site}/api/v1/attempts/{candidate.attempt['id']}/responses", json=body, headers=headers,
        timeout=aiohttp.ClientTimeout(total=30),
    ) as response:  # fmt: skip
        said = await response.text()
        seconds = time.perf_counter() - begun
        assert response.status == 200, said
        told = re.sub(r"\.\d+Z", "Z", said)  # a whole second is written without its fraction
        return seconds, len(told), {k: v for k, v in response.headers.items() if k not in (*CHANGING, "Content-Length")}


async def lockstep(site: Site, sitting_id: int, cookies: list[dict], rounds: int) -> tuple[list, list]:
    """What came back to the one who is always right, and to the one who is always wrong; who goes first is drawn."""
    rng, answers = Random(7), ([], [])
    async with browsers(site.url, cookies) as candidates:
        for each in candidates:
            await each.start(sitting_id)
        for turn in range(rounds):
            for place in rng.sample((0, 1), 2):
                text = "五日" if place == 0 else ("三日", "十日")[turn % 2]
                answers[place].append(await save(candidates[place], 1 + turn % 5, text))
    return answers


def told(rounds: int, *broken: str) -> tuple[list, list]:
    sitting, people = hall(2)
    with Site(broken=broken, workers=1) as site:
        return asyncio.run(lockstep(site, sitting.pk, [session_cookie(each) for each in people], rounds))


def tells_by_time(right: list, wrong: list) -> tuple[float, float]:
    """(p, gap of the medians in ms); the first saves, which warm the server, are left out."""
    one, other = ([each[0] for each in side[20:]] for side in (right, wrong))
    return mann_whitney(one, other), abs(statistics.median(one) - statistics.median(other)) * 1000


@pytest.mark.services
@on_postgresql
def test_a_right_save_looks_like_a_wrong_one(shared_database):
    for last in (False, True):  # chance may look like a leak once, not twice
        right, wrong = told(SAVES)
        assert [each[1:] for each in right] == [each[1:] for each in wrong]
        p, gap = tells_by_time(right, wrong)
        if p > 0.01 or gap < 1 or last:
            break
    print(f"{SAVES} right and {SAVES} wrong saves: p = {p:.3f}, medians {gap:.2f} ms apart")
    assert p > 0.01 or gap < 1


@pytest.mark.services
@on_postgresql
def test_mutant_that_scores_while_it_saves_is_noticed(shared_database):
    right, wrong = told(200, "never-score-a-save")
    p, gap = tells_by_time(right, wrong)
    assert p <= 0.01 and gap >= 1


def papers(count: int):
    """Per laid-out paper: place of the right option, rank of its id among the ids, its id, the question's id."""
    question = {"version": 1, "kind": "single_choice", "points": 2, "content": single()["content"]}
    rng = Random(11)
    for _ in range(count):
        layout = lay_out({"sections": [{"title": "", "questions": [question]}]}, seed=rng.randrange(2**62))
        (row,) = layout.questions
        shown = [option["id"] for option in layout.shapes[row["id"]]["content"]["options"]]
        right = next(name for name, true in row["ids"].items() if true == "B")
        yield shown.index(right), sorted(shown).index(right), right, row["id"]


def tally(places: list[int]) -> list[int]:
    return [places.count(each) for each in range(3)]


def test_the_right_option_stands_anywhere_under_any_id():
    places, ranks, ids, questions = zip(*papers(PAPERS))
    assert uniform(tally(places)) > 0.01 and uniform(tally(ranks)) > 0.01
    assert len(set(questions)) > PAPERS * 0.99 and max(ids.count(each) for each in set(ids[:200])) <= 6
    print(f"{PAPERS} papers: places {tally(places)}, ranks of ids {tally(ranks)}")


def test_mutant_ids_in_the_authors_order_are_noticed():
    with override_settings(SABOTAGE=frozenset({"ids-at-random"})):
        ranks = [rank for _, rank, *_ in papers(300)]
    assert uniform(tally(ranks)) < 0.01
