"""A11: whatever is done to an attempt in whatever order, it moves as the table says, and a closed attempt comes back only
by two people.

Size here: 25 sequences of 12 deeds; full size: 2,000 of 50.
"""

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from exams.errors import ExamProblem
from exams.models import Attempt
from exams.services.close_attempt import close_attempt
from exams.services.mark_attempt import mark_attempt
from exams.services.release_results import release_results
from exams.services.reopen_attempt import approve_reopening, ask_to_reopen
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from exams.services.void_attempt import void_attempt
from tests.exams.exam_stories import open_now, signed_paper
from tests.faults.rig import size

pytestmark = [pytest.mark.fault, pytest.mark.django_db]
DEEDS = st.lists(
    st.sampled_from(["start", "submit", "close", "mark", "release", "void", "reopen", "reopen-alone"]),
    min_size=size(12, 50), max_size=size(12, 50),
)  # fmt: skip
# The model, written apart from rules/states.py: state → deed → state after it.
MODEL = {
    "none": {"start": "in_progress"},
    "in_progress": {"submit": "closed", "close": "closed", "void": "void"},
    "closed": {"mark": "graded", "void": "void", "reopen": "in_progress"},
    "graded": {"release": "released", "void": "void", "reopen": "in_progress"},
    "released": {},
    "void": {},
}


def do(deed: str, cast, sitting, attempt) -> None:
    """Do the deed through its service; refusals are part of the story."""
    pk = attempt.pk if attempt else 0
    try:
        if deed == "start":
            start_attempt(sitting_id=sitting.pk, person=cast.learner)
        elif deed == "submit":
            submit_attempt(attempt_id=pk, person=cast.learner)
        elif deed == "close":
            close_attempt(attempt_id=pk, cause=Attempt.CloseCause.OFFICER)
        elif deed == "mark":
            mark_attempt(attempt_id=pk)
        elif deed == "release":
            release_results(sitting=sitting, by=cast.officer)
        elif deed == "void":
            void_attempt(attempt_id=pk, by=cast.officer, reason="违纪")
        else:
            asked = attempt and attempt.reopenings.filter(approved_by=None).first()
            asked = asked or ask_to_reopen(attempt_id=pk, by=cast.officer, seconds=600, reason="停电")
            approve_reopening(reopening=asked, by=cast.officer if deed == "reopen-alone" else cast.officer_b)
    except ExamProblem:
        pass


def play(cast, version, deeds: list[str]) -> list[tuple]:
    """Deeds after which the attempt is not where the model says."""
    sitting, state, wrong = open_now(cast, version=version), "none", []
    for deed in deeds:
        attempt = Attempt.objects.filter(sitting=sitting).first()
        do(deed, cast, sitting, attempt)
        expected = MODEL[state].get(deed, state)
        attempt = Attempt.objects.filter(sitting=sitting).order_by("-number").first()
        state = attempt.state if attempt else "none"
        if state != expected:
            wrong.append((deed, expected, state))
    if Attempt.objects.filter(sitting=sitting).count() > 1 and "void" not in deeds:
        wrong.append(("start", "one attempt", "more"))
    return wrong


def stories(cast, check):
    version = signed_paper(cast)

    @settings(max_examples=size(25, 2000), deadline=None, database=None, derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(deeds=DEEDS)
    @example(deeds=["start", "submit", "mark", "release", "void"])
    def run(deeds):
        until = deeds.index("void") + 1 if "void" in deeds else len(deeds)  # after a void one a new start is right
        check(play(cast, version, deeds[:until]))

    run()


def test_every_sequence_of_deeds_follows_the_table(cast):
    stories(cast, lambda wrong: _none(wrong))


def test_mutant_one_more_edge_is_noticed(cast):
    with override_settings(SABOTAGE=frozenset({"state-table"})), pytest.raises(AssertionError):
        stories(cast, lambda wrong: _none(wrong))


def _none(wrong: list) -> None:
    assert wrong == []
