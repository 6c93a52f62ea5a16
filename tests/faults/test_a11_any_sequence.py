"""A11: whatever is done to an attempt in whatever order, it moves as the table says, keeps its answers and its end, is
scored by the key in force, and once closed comes back only by two people, who are on record.

Size here: 25 sequences of 12 deeds, a third of that on SQLite; the full size (`make faults`): 2,000 of 50 on each. The
mutant's table lets any state follow any other.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from hypothesis import HealthCheck, example, given
from hypothesis import settings as within
from hypothesis import strategies as st

from exams.errors import ExamProblem
from exams.models import Attempt, Reopening, Result
from exams.services.apply_key_change import apply_key_change
from exams.services.close_attempt import close_attempt
from exams.services.decide_key_change import approve_key_change
from exams.services.extend_time import extend_time
from exams.services.mark_attempt import mark_attempt
from exams.services.propose_key_change import corrected_key, propose_key_change
from exams.services.read_responses import read_items
from exams.services.release_results import release_results
from exams.services.reopen_attempt import approve_reopening, ask_to_reopen
from exams.services.save_responses import save_responses
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from exams.services.suspend_attempt import resume_attempt, suspend_attempt
from exams.services.void_attempt import approve_voiding, ask_to_void
from foundation.models import AuditEntry
from tests.exams.exam_stories import open_now, signed_paper
from tests.faults.rig import size

pytestmark = [pytest.mark.fault, pytest.mark.sqlite, pytest.mark.django_db]
DEEDS = st.lists(
    st.sampled_from(["start", "save", "extend", "suspend", "resume", "submit", "close", "mark", "release", "void",
                     "void-alone", "reopen", "reopen-alone", "regrade"]),
    min_size=size(12, 50), max_size=size(12, 50),
)  # fmt: skip
# The model, written apart from rules/states.py: state → deed → state after it.
MODEL = {
    "none": {"start": "in_progress"},
    "in_progress": {"submit": "closed", "close": "closed", "void": "void", "suspend": "suspended"},
    "suspended": {"resume": "in_progress", "void": "void"},
    "closed": {"mark": "graded", "void": "void", "reopen": "in_progress"},
    "graded": {"release": "released", "void": "void", "reopen": "in_progress"},
    "released": {},
    "void": {},
}


@dataclass
class Story:
    """What should be so: state, the answer to question 1, its key, how often the attempt came back, its end."""

    cast: object
    sitting: object
    state: str = "none"
    answer: str | None = None
    key: str = "B"
    saves: int = 0
    returns: int = 0
    deadline: object = None
    wrong: list = field(default_factory=list)


def do(deed: str, story: Story, attempt) -> None:
    """Do the deed through its service; refusals are part of the story."""
    pk, cast = attempt.pk if attempt else 0, story.cast
    try:
        if deed == "start":
            start_attempt(sitting_id=story.sitting.pk, person=cast.learner, client="rig")
        elif deed == "save":
            save(story, attempt)
        elif deed == "extend":
            extend_time(sitting=story.sitting, minutes=1, reason="断网", by=cast.officer)
        elif deed == "submit":
            submit_attempt(attempt_id=pk, person=cast.learner)
        elif deed == "close":
            close_attempt(attempt_id=pk, cause=Attempt.CloseCause.OFFICER)
        elif deed == "mark":
            mark_attempt(attempt_id=pk)
        elif deed == "release":
            release_results(sitting=story.sitting, by=cast.officer)
        elif deed in ("void", "void-alone"):
            asked = attempt and attempt.voidings.filter(approved_by=None).first()
            asked = asked or ask_to_void(attempt_id=pk, by=cast.officer, reason="违纪")
            approve_voiding(voiding=asked, by=cast.officer if deed == "void-alone" else cast.officer_b)
        elif deed == "suspend":
            suspend_attempt(attempt_id=pk, by=cast.officer, reason="消防演练")
        elif deed == "resume":
            resume_attempt(attempt_id=pk, by=cast.officer)
        elif deed == "regrade":
            regrade(story)
        else:
            asked = attempt and attempt.reopenings.filter(approved_by=None).first()
            asked = asked or ask_to_reopen(attempt_id=pk, by=cast.officer, seconds=600, reason="停电")
            approve_reopening(reopening=asked, by=cast.officer if deed == "reopen-alone" else cast.officer_b)
    except ExamProblem:
        pass


def save(story: Story, attempt) -> None:
    """A and B in turn; taken while the attempt runs, and only then."""
    if attempt is None:
        return
    row, story.saves = attempt.paper.questions[0], story.saves + 1
    true = "BA"[story.saves % 2]
    shown = next(name for name, each in row["ids"].items() if each == true)
    change = {"question": row["id"], "value": shown, "seq": story.saves}
    items = read_items({"responses": [change]}, attempt.paper.shapes)
    save_responses(attempt_id=attempt.pk, person_id=story.cast.learner.pk, client="rig", items=items)
    story.answer = true


def regrade(story: Story) -> None:
    """The key of question 1 changes from B to A, or back; two people sign."""
    version = story.sitting.paper_version.questions.get(position=1).version
    value = "A" if story.key == "B" else "B"
    key = corrected_key(version, given={"correct": [value]}, everyone=False, explanation="")
    change = propose_key_change(version=version, key=key, reason="答案有误", by=story.cast.officer)
    approve_key_change(change_id=change.pk, by=story.cast.officer_b)
    apply_key_change(change_id=change.pk)
    story.key = value


def expect(deed: str, story: Story, attempt) -> None:
    """Where the attempt is, and what it holds, after `deed`."""
    before, expected = story.state, MODEL[story.state].get(deed, story.state)
    if deed == "release" and attempt and is_undecided(attempt):
        expected = before
    found = attempt.state if attempt else "none"
    if found != expected:
        story.wrong.append((deed, expected, found))
    story.state = found
    story.returns += before in ("closed", "graded") and found == "in_progress"
    if attempt is None:
        return
    if deed == "extend" and before in ("in_progress", "suspended"):
        story.deadline += timedelta(minutes=1)
    if before == "none" or found == "in_progress" != before:
        story.deadline = attempt.deadline_at
    told = {"answer": story.answer, "end": story.deadline, "score": score(story, found)}
    stored = {"answer": answered(attempt), "end": attempt.deadline_at, "score": scored(attempt)}
    story.wrong += [(deed, name, told[name], stored[name]) for name in told if told[name] != stored[name]]


def is_undecided(attempt) -> bool:
    """Whether a result waits: for a second person who decides on a request, or for two who decide on late answers."""
    asked = [*attempt.voidings.filter(approved_by=None), *attempt.reopenings.filter(approved_by=None)]
    return bool(asked) or attempt.late_responses.filter(admitted_by=None, declined_by=None).exists()


def answered(attempt) -> str | None:
    response = attempt.responses.filter(number=1).first()
    return attempt.paper.questions[0]["ids"][response.value] if response else None


def score(story: Story, state: str) -> int | None:
    return 2 * (story.answer == story.key) if state in ("graded", "released") else None


def scored(attempt) -> int | None:
    counts = attempt.state in ("graded", "released")
    return Result.objects.values_list("score", flat=True).get(attempt=attempt) if counts else None


def play(cast, version, deeds: list[str]) -> list[tuple]:
    """Deeds after which something is not as the model says."""
    story = Story(cast, open_now(cast, version=version))
    came_back = AuditEntry.objects.filter(verb="attempt.reopened")
    returned_before = came_back.count()
    for deed in deeds:
        do(deed, story, Attempt.objects.filter(sitting=story.sitting).order_by("-number").first())
        expect(deed, story, Attempt.objects.filter(sitting=story.sitting).order_by("-number").first())
    if Attempt.objects.filter(sitting=story.sitting).count() > 1:
        story.wrong.append(("start", "one attempt", "more"))
    signed = Reopening.objects.filter(attempt__sitting=story.sitting).exclude(approved_by=None)
    twice = sum(each.asked_by_id != each.approved_by_id for each in signed)
    if not came_back.count() - returned_before == story.returns == twice:
        story.wrong.append(("reopen", "two people on record", story.returns, twice))
    return story.wrong


def stories(cast, check):
    version = signed_paper(cast)
    count = size(25 if connection.vendor == "postgresql" else 8, 2000)

    @within(max_examples=count, deadline=None, database=None, derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(deeds=DEEDS)
    @example(deeds=["start", "save", "submit", "mark", "regrade", "release", "regrade", "void"])
    @example(deeds=["start", "save", "suspend", "save", "submit", "extend", "resume", "save", "submit", "mark"])
    @example(deeds=["start", "save", "close", "reopen-alone", "reopen", "save", "extend", "submit", "mark"])
    @example(deeds=["start", "submit", "mark", "void-alone", "release", "void", "release"])
    @example(deeds=["start", "save", "close", "save", "mark", "release"])
    @example(deeds=["start", "save", "submit", "mark", "regrade", "reopen", "save", "submit", "mark", "release"])
    def run(deeds):
        until = deeds.index("void") + 1 if "void" in deeds else len(deeds)  # after a void one a new start is right
        with transaction.atomic():  # each story begins with an empty hall
            wrong = play(cast, version, deeds[:until])
            transaction.set_rollback(True)
        check(wrong)

    run()
    print(f"{count} sequences of {size(12, 50)} deeds")


def test_every_sequence_of_deeds_follows_the_table(cast):
    stories(cast, lambda wrong: _none(wrong))


def test_mutant_one_more_edge_is_noticed(cast):
    with override_settings(SABOTAGE=frozenset({"state-table"})), pytest.raises(AssertionError):
        stories(cast, lambda wrong: _none(wrong))


def _none(wrong: list) -> None:
    assert wrong == []


def test_nothing_else_writes_an_attempts_state():
    """The table of MODEL is asked in one place (services/transition.py)."""
    writes = re.compile(r"\battempts?\.state = |Attempt\.objects(?:(?!\n\n).)*?\.update\([^)]*\bstate=", re.DOTALL)
    sources = (settings.BASE_DIR / "exams").glob("**/*.py")
    found = {path.name for path in sources if "migrations" not in path.parts and writes.search(path.read_text("utf-8"))}
    assert found == {"transition.py"}
