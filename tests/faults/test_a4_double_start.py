"""A4: every candidate presses start five times at once, in two sessions. One attempt and one paper each, and all five
presses are told the same one.

Size here: 40 people; the full size (`make faults`): 200. The mutant drops the lock and both constraints. On SQLite too, a
third as many and without the mutant: there the IMMEDIATE transaction is the lock (A12).
"""

import asyncio

import pytest
from django.db import connection

from exams.models import Attempt, AttemptPaper
from tests.faults.rig import Site, browsers, crowd, hall, on_postgresql, session_cookie

pytestmark = [pytest.mark.fault, pytest.mark.services]


async def press(site, sitting_id, pairs):
    """Per person, what each of the five presses was answered."""
    async with browsers(site.url, [cookie for pair in pairs for cookie in pair]) as tabs:
        pressed = [tab for place, tab in enumerate(tabs) for _ in range(3 if place % 2 else 2)]
        answers = await asyncio.gather(*(tab.start(sitting_id) for tab in pressed))
        return [answers[place : place + 5] for place in range(0, len(answers), 5)]


def run(*broken):
    sitting, people = hall(crowd(40, 200))
    pairs = [(session_cookie(person), session_cookie(person)) for person in people]
    with Site(broken=broken) as site:
        answers = asyncio.run(press(site, sitting.pk, pairs))
    return people, answers


@pytest.mark.sqlite
def test_five_starts_at_once_give_one_attempt(shared_database):
    people, answers = run()
    for person, five in zip(people, answers, strict=True):
        attempt = Attempt.objects.get(person=person)
        assert sorted(status for status, _ in five) == [200, 200, 200, 200, 201]
        assert {answer["id"] for _, answer in five} == {attempt.pk}
        assert all(answer["questions"] == five[0][1]["questions"] for _, answer in five)
    assert AttemptPaper.objects.count() == len(people)
    print(f"{len(people)} people, {5 * len(people)} presses, one attempt each")


@on_postgresql
def test_mutant_without_lock_and_constraint_is_noticed(shared_database):
    constraints = [each for each in Attempt._meta.constraints if each.name in
                   ("attempt_number_once", "attempt_one_open_per_candidacy")]  # fmt: skip
    with connection.schema_editor() as editor:
        for each in constraints:
            editor.remove_constraint(Attempt, each)
    try:
        people, _ = run("start-lock")
        assert Attempt.objects.count() > len(people)
    finally:
        AttemptPaper.objects.all().delete()
        Attempt.objects.all().delete()
        with connection.schema_editor() as editor:
            for each in constraints:
                editor.add_constraint(Attempt, each)
