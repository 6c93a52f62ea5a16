"""When a question comes back (FSRS) and how much one day may hold; imports no Django."""

from datetime import UTC, datetime, timedelta
from functools import cache

from fsrs import Card, Rating, Scheduler

RETENTION = 0.9
LONGEST_DAYS = 365
DAILY = timedelta(minutes=10)
# How long one answer takes, as an estimate for the daily load; nobody's time is measured.
EFFORT = {
    "true_false": 20, "single_choice": 30, "fill_in": 40, "multiple_choice": 45, "ordering": 60, "matching": 60,
    "short_answer": 120, "document_check": 150, "case_study": 240, "essay": 300,
}  # fmt: skip


def reviewed(card: dict | None, *, right: bool, at: datetime, fuzz: bool = True) -> tuple[dict, datetime]:
    """(card, due) after an answer at `at` (aware). Right counts as Good, wrong as Again.

    FSRS-6 by Ye and others (py-fsrs) with its default weights and a wanted retention of 0.9; without learning steps:
    the repetition within a round is the round's own. A first right answer comes back after 2 days, then 11:

    >>> from datetime import UTC
    >>> day = datetime(2026, 1, 1, tzinfo=UTC)
    >>> card, due = reviewed(None, right=True, at=day, fuzz=False)
    >>> (due - day).days
    2
    >>> card, later = reviewed(card, right=True, at=due, fuzz=False)
    >>> (later - due).days
    11
    >>> card, soon = reviewed(card, right=False, at=later, fuzz=False)
    >>> (soon - later).days
    2
    """
    at = at.astimezone(UTC)
    fresh, _log = _scheduler(fuzz).review_card(
        Card.from_dict(card) if card else Card(card_id=0, due=at), Rating.Good if right else Rating.Again, at
    )
    return fresh.to_dict(), fresh.due


@cache
def _scheduler(fuzz: bool) -> Scheduler:
    return Scheduler(
        desired_retention=RETENTION, learning_steps=(), relearning_steps=(), maximum_interval=LONGEST_DAYS,
        enable_fuzzing=fuzz,
    )  # fmt: skip


def within_cap(kinds: list[str], done: list[str], cap: timedelta = DAILY) -> int:
    """How many of the questions with `kinds`, from the first on, fit into the day after those `done`.

    >>> within_cap(["single_choice"] * 40, [])
    20
    >>> within_cap(["single_choice"] * 40, ["single_choice"] * 15)
    5
    >>> within_cap(["essay", "essay", "true_false"], ["single_choice"])
    1
    """
    left = cap.total_seconds() - sum(EFFORT.get(kind, 60) for kind in done)
    for place, kind in enumerate(kinds):
        left -= EFFORT.get(kind, 60)
        if left < 0:
            return place
    return len(kinds)


def one_per_group(rows: list[tuple[int, str]]) -> list[int]:
    """The ids of (id, exclusion group) in order, each named group at most once: its questions hint at each other.

    >>> one_per_group([(1, "a"), (2, ""), (3, "a"), (4, "")])
    [1, 2, 4]
    """
    seen: set[str] = set()
    kept = []
    for row_id, group in rows:
        if group and group in seen:
            continue
        seen.add(group)
        kept.append(row_id)
    return kept
