"""Start an attempt, or find the one that runs: pressing twice, or on two devices, gives the same attempt."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import BigIntegerField, DateTimeField, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from exams.errors import ExamProblem
from exams.models import Accommodation, Attempt, AttemptPaper, Candidacy, PaperVersion, Sitting
from exams.rules import states, timing
from exams.selectors import extension_of_candidacy
from exams.services.close_attempt import close_attempt, is_over
from exams.services.draw_paper import paper_for
from exams.services.lay_out_paper import lay_out
from exams.services.transition import transition
from foundation.models import User
from foundation.sabotage import broken
from foundation.statements import Given, Repeated, fetch_row

READY = (
    PaperVersion.State.PUBLISHED,
    PaperVersion.State.RETIRED,
)  # retired: another version came, this one still holds
READY_FOR_TRIAL = (*READY, PaperVersion.State.FROZEN)

A_SITTING, A_PERSON = Given("sitting", BigIntegerField()), Given("person", BigIntegerField())
ATTEMPTS = Repeated(
    lambda: Attempt.objects.filter(candidacy_id=Given("candidacy", BigIntegerField())).order_by("number")
)
PAPER = Repeated(
    lambda: AttemptPaper.objects.filter(pk=Given("attempt", BigIntegerField())).only("payload", "key_numbers")
)
# `NO KEY`: at its commit a start looks for the rows that it refers to, and others hold them the same way
LOCK = "SELECT id FROM exams_candidacy WHERE sitting_id = %s AND person_id = %s FOR NO KEY UPDATE"
CANDIDACY = Repeated(lambda: standing_candidacy())


@dataclass(frozen=True)
class Started:
    """The running attempt, whether this call began it, and the server's time."""

    attempt: Attempt
    begun: bool
    now: datetime


@transaction.atomic
def start_attempt(*, sitting_id: int, person: User, client: str = "", at: datetime | None = None) -> Started:
    """Begin the person's next attempt, or give the one that runs.

    Serialised on the candidacy row. Raises ExamProblem: not_found, sitting_cancelled, not_open_yet, window_closed,
    no_attempts_left, cooling_down, hall_full (SQLite), not_ready.
    """
    candidacy = lock_candidacy(sitting_id, person, at)
    now = at or candidacy.clock
    attempts = ATTEMPTS.rows(candidacy=candidacy.pk)
    running = next((each for each in attempts if each.state in states.BEGUN), None)
    if running is not None and is_over(running, now):
        # under its own lock: the sweep may have closed it, or an officer given more time, since it was read
        settled = close_attempt(attempt_id=running.pk, cause=Attempt.CloseCause.DEADLINE, at=now)
        attempts[attempts.index(running)] = settled
        running = settled if settled.state in states.BEGUN else None
    if running is not None:
        running.sitting, running.candidacy = candidacy.sitting, candidacy
        running.large_type = candidacy.large_type
        return Started(running, False, now)
    check_may_start(candidacy, attempts, now)
    ahead = next((each for each in attempts if each.state == states.CREATED), None)
    attempt = take_up(ahead, candidacy, now) if ahead else None
    if attempt is None:
        attempt = lay_out_attempt(candidacy, number=ahead.number if ahead else len(attempts) + 1, now=now)
    return Started(begin(attempt, candidacy, client, now), True, now)


def lock_candidacy(sitting_id: int, person: User, at: datetime | None = None) -> Candidacy:
    """The standing candidacy under its lock, with the database's `clock`, `extra_percent`, `extra_minutes`, `large_type`,
    `extension` (seconds) and, on SQLite, how many people are `writing`."""
    if connection.vendor == "postgresql" and not broken("start-lock"):
        fetch_row(LOCK, [sitting_id, person.pk])  # by itself: a statement that waits sees the rest as it was before
    candidacy = CANDIDACY.first(sitting=sitting_id, person=person.pk, at=at)
    if candidacy is None:
        raise ExamProblem("not_found")
    if broken("database-clock"):
        candidacy.clock = timezone.now()
    return candidacy


def standing_candidacy() -> QuerySet[Candidacy]:
    now = Coalesce(Given("at", DateTimeField()), Now())
    holding = Accommodation.objects.holding(now).filter(person=OuterRef("person"))
    large = holding.filter(large_type=True)
    percent, minutes = holding.values("extra_percent"), holding.values("extra_minutes")
    rows = Candidacy.objects.filter(sitting_id=A_SITTING, person_id=A_PERSON, withdrawn_at=None)
    return (
        rows.select_related("sitting", "sitting__paper_version")
        .defer("sitting__paper_version__payload")
        .annotate(
            clock=Now(),
            large_type=Exists(large),
            extra_percent=Coalesce(Subquery(percent[:1]), 0),
            extra_minutes=Coalesce(Subquery(minutes[:1]), 0),
            extension=extension_of_candidacy(),
            writing=writing_now() if connection.vendor == "sqlite" else Value(0),
        )
    )


def writing_now() -> RawSQL:
    """How many attempts run; the state stands in the text so that SQLite takes the index of those that run."""
    sql = """SELECT count(*) FROM exams_attempt WHERE state = 'in_progress'
      AND accept_until > COALESCE(%s, STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW'))"""
    return RawSQL(sql, [Given("at", DateTimeField())], output_field=IntegerField())  # noqa: S611 - no value in the text


def check_may_start(candidacy: Candidacy, attempts: list[Attempt], now: datetime) -> None:
    """Raise the ExamProblem that stands in the way of a new attempt at `now`, if any."""
    sitting = candidacy.sitting
    opens, closes = candidacy.window
    if sitting.state == Sitting.State.CANCELLED:
        raise ExamProblem("sitting_cancelled")
    if now < opens and not candidacy.trial:
        raise ExamProblem("not_open_yet", opens_at=opens.isoformat())
    if now >= closes + timedelta(seconds=candidacy.extension) and not candidacy.trial:
        raise ExamProblem("window_closed", closed_at=closes.isoformat())
    sat = [each for each in attempts if each.state not in (states.VOID, states.CREATED)]
    if len(sat) >= sitting.attempts_allowed + candidacy.extra_attempts and not candidacy.trial:
        raise ExamProblem("no_attempts_left")
    again = timing.next_start_after(
        closed_at=sat[-1].closed_at if sat else None, cooldown=timedelta(minutes=sitting.cooldown_minutes)
    )
    if again and now < again and not candidacy.trial:
        raise ExamProblem("cooling_down", again_at=again.isoformat())
    if candidacy.writing >= settings.EXAM_WRITERS_ON_SQLITE:
        raise ExamProblem("hall_full", most=settings.EXAM_WRITERS_ON_SQLITE)


def lay_out_attempt(candidacy: Candidacy, *, number: int, now: datetime) -> Attempt:
    """Create the attempt with this candidate's paper. Raises ExamProblem("not_ready") without a signed paper (the
    setter's trial needs a frozen one)."""
    sitting = candidacy.sitting
    version = sitting.paper_version
    if version is None or version.state not in (READY_FOR_TRIAL if candidacy.trial else READY):
        raise ExamProblem("not_ready")
    seed = secrets.randbits(62)
    layout = lay_out(paper_for(version, seed=seed), seed=seed, shuffle=sitting.shuffle_questions)
    attempt = Attempt.objects.create(
        candidacy=candidacy, sitting=sitting, person_id=candidacy.person_id, number=number, paper_version=version,
        paper_hash=version.payload_hash, seed=seed, created_at=now,
        in_order=sitting.order == Sitting.Order.FORWARD,
    )  # fmt: skip
    AttemptPaper.objects.create(
        attempt=attempt, payload=layout.payload, shapes=layout.shapes, questions=layout.questions,
        key_numbers={str(row["version"]): version.key_numbers[str(row["version"])] for row in layout.questions},
    )  # fmt: skip
    return attempt


def take_up(attempt: Attempt, candidacy: Candidacy, now: datetime) -> Attempt | None:
    """The attempt as it was laid out before the bell (lay_out_ahead.py), its keys pinned as they are now; None if the
    sitting has another paper since: then it goes, and nobody has seen it."""
    version = candidacy.sitting.paper_version
    if version is None or (attempt.paper_version_id, attempt.paper_hash) != (version.pk, version.payload_hash):
        attempt.delete()
        return None
    attempt.paper = PAPER.first(attempt=attempt.pk)
    in_force = {name: version.key_numbers[name] for name in attempt.paper.key_numbers}
    if in_force != attempt.paper.key_numbers:
        attempt.paper.key_numbers = in_force
        attempt.paper.save(update_fields=["key_numbers"])
    return attempt


def begin(attempt: Attempt, candidacy: Candidacy, client: str, now: datetime) -> Attempt:
    """Set the attempt running: from here its end stands."""
    sitting = candidacy.sitting
    limit = timedelta(seconds=sitting.limit_seconds)
    deadline = timing.end_of_attempt(
        started_at=now, limit=limit, window_closes_at=now + limit if candidacy.trial else candidacy.window[1],
        extra_percent=candidacy.extra_percent, extra_minutes=candidacy.extra_minutes,
        extension=timedelta(seconds=candidacy.extension),
    )  # fmt: skip
    attempt.sitting, attempt.candidacy, attempt.large_type = sitting, candidacy, candidacy.large_type
    return transition(
        attempt, states.IN_PROGRESS, started_at=now, deadline_at=deadline, seen_at=now,
        accept_until=deadline + timedelta(seconds=sitting.grace_seconds),
        lease_client=client, lease_epoch=1 if client else 0,
    )  # fmt: skip
