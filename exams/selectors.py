"""Questions asked of exams."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from exams.models import Accommodation, Appeal, Attempt, Candidacy, Result, Sitting
from exams.permissions import candidacies_of
from exams.rules import states, timing
from exams.still_to_sit import extension_of_candidacy
from foundation.models import User


@dataclass(frozen=True)
class MySitting:
    """One of a person's sittings at an instant: coming, waiting (room open), open, running or past. `again_at` is set
    while the cool-down after the last attempt lasts."""

    candidacy: Candidacy
    phase: str
    running: Attempt | None
    attempts: tuple[Attempt, ...]
    attempts_left: int
    startable: bool
    again_at: datetime | None = None

    @property
    def sitting(self) -> Sitting:
        return self.candidacy.sitting

    @property
    def opens_at(self) -> datetime:
        return self.candidacy.window[0]

    @property
    def closes_at(self) -> datetime:
        """Until when one may start: the window's end, later by what was given to this person or to everyone."""
        return self.candidacy.window[1] + timedelta(seconds=self.candidacy.extension)


def my_sittings(person: User, at: datetime) -> list[MySitting]:
    """All of the person's sittings, the latest opening first; two queries. A cancelled one is past, and there only for
    whoever had handed in before."""
    attempts = Attempt.objects.exclude(state=states.CREATED).select_related("result").order_by("number")
    handed_in = Attempt.objects.filter(candidacy=OuterRef("pk")).exclude(state__in=[*states.OPEN, states.VOID])
    rows = (
        candidacies_of(person)
        .exclude(Q(sitting__state=Sitting.State.CANCELLED) & ~Exists(handed_in))
        .annotate(extension=extension_of_candidacy())
        .prefetch_related(Prefetch("attempts", attempts, to_attr="sat"))
    )
    return sorted((_my_sitting(row, at) for row in rows), key=lambda each: each.opens_at, reverse=True)


def _my_sitting(candidacy: Candidacy, at: datetime) -> MySitting:
    sitting, (opens, closes) = candidacy.sitting, candidacy.window
    closes += timedelta(seconds=candidacy.extension)  # as a start has it
    running = next(
        (
            each
            for each in candidacy.sat
            if each.state == states.SUSPENDED or (each.state == states.IN_PROGRESS and each.accept_until > at)
        ),
        None,
    )
    counted = [each for each in candidacy.sat if each.state != states.VOID]
    left = max(sitting.attempts_allowed + candidacy.extra_attempts - len(counted), 0)
    again = timing.next_start_after(
        closed_at=counted[-1].closed_at if counted else None, cooldown=timedelta(minutes=sitting.cooldown_minutes)
    )
    again = again if again and again > at else None
    cancelled = sitting.state == Sitting.State.CANCELLED
    is_open = not cancelled and opens <= at < closes and (again is None or again < closes)
    if running:
        phase = "running"
    elif at < opens and not cancelled:
        phase = "waiting" if at >= opens - timedelta(minutes=sitting.waiting_minutes) else "coming"
    else:
        phase = "open" if is_open and left else "past"
    startable = is_open and left > 0 and again is None
    return MySitting(candidacy, phase, running, tuple(candidacy.sat), left, startable, again if is_open else None)


def expected_end(mine: MySitting, held: Accommodation | None, at: datetime) -> tuple[datetime, datetime]:
    """(start, end) of an attempt begun at `at`, or as soon after it as one may; `held` is the person's accommodation."""
    sitting, starts = mine.sitting, max(at, mine.opens_at, mine.again_at or at)
    extra = held if held and held.holds(starts) else None
    ends = timing.end_of_attempt(
        started_at=starts, limit=timedelta(seconds=sitting.limit_seconds), window_closes_at=mine.candidacy.window[1],
        extra_percent=extra.extra_percent if extra else 0, extra_minutes=extra.extra_minutes if extra else 0,
        extension=timedelta(seconds=mine.candidacy.extension),
    )  # fmt: skip
    return starts, ends


def appealable_numbers(attempt: Attempt) -> list[int]:
    """The questions that may still be appealed: marked, and never appealed (a withdrawn appeal does not count)."""
    before = attempt.appeals.exclude(state=Appeal.State.WITHDRAWN).values("number")
    marked = attempt.marks.filter(counts=True).exclude(number__in=before)
    return list(marked.order_by("number").values_list("number", flat=True).distinct())


def released_results(people: Iterable[User] | None = None) -> QuerySet[Result]:
    """Released results (of `people`), each with `current`: whether no other attempt at that sitting did better."""
    better = Result.objects.filter(
        sitting=OuterRef("sitting"), person=OuterRef("person"), released_at__isnull=False, trial=False
    ).filter(Q(score__gt=OuterRef("score")) | Q(score=OuterRef("score"), pk__gt=OuterRef("pk")))
    results = Result.objects.filter(released_at__isnull=False, trial=False)
    if people is not None:
        results = results.filter(person__in=people)
    return results.annotate(current=~Exists(better)).select_related("sitting", "person")
