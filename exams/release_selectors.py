"""What an officer looks at before releasing results: what is not marked yet, and what is unusual enough for a look."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, F, Q

from exams.models import Attempt, LateResponse, Mark, MarkingTask, Reopening, Result, Sitting, Voiding
from exams.rules import states
from exams.still_to_sit import still_to_sit
from question_bank.models import QuestionVersion

FEW_RIGHT = Decimal(20)  # percent of the points gained, under which a question is worth a look
ENOUGH = 3  # from so many answers on
NEAR = Decimal(2)  # percent under the pass line


@dataclass(frozen=True)
class WeakQuestion:
    """A question of which hardly anything was gained. `gained` in percent, of `answers` marks."""

    version: QuestionVersion
    gained: Decimal
    answers: int


@dataclass
class ReleaseCheck:
    """Lists of attempts and questions; empty ones are no reason to wait."""

    graded: int = 0
    released: int = 0
    still_to_sit: int = 0
    running: int = 0
    passed: int = 0
    unmarked: list[dict] = field(default_factory=list)  # {"stem", "waiting"} per question
    unmarked_attempts: int = 0
    late: list[Attempt] = field(default_factory=list)
    reopenings: list[Reopening] = field(default_factory=list)
    voidings: list[Voiding] = field(default_factory=list)
    zeros: list[Result] = field(default_factory=list)
    near: list[Result] = field(default_factory=list)
    over_time: list[Attempt] = field(default_factory=list)
    weak: list[WeakQuestion] = field(default_factory=list)

    @property
    def unfinished(self) -> bool:
        return bool(self.running or self.unmarked_attempts or self.late or self.reopenings or self.voidings)

    @property
    def unusual(self) -> bool:
        return bool(self.zeros or self.near or self.over_time or self.weak)


def check_before_release(sitting: Sitting, now: datetime) -> ReleaseCheck:
    """Everything to look at before the results of the sitting go out; a constant number of queries."""
    attempts = Attempt.objects.filter(sitting=sitting, candidacy__trial=False).exclude(state=states.VOID)
    counts = dict(attempts.order_by().values_list("state").annotate(Count("pk")))
    results = Result.objects.filter(attempt__in=releasable(attempts)).select_related("person")
    graded = list(results.order_by("person__username", "attempt__number"))
    return ReleaseCheck(
        graded=len(graded), still_to_sit=still_to_sit(sitting, now), released=counts.get(states.RELEASED, 0),
        running=sum(counts.get(state, 0) for state in states.BEGUN), unmarked_attempts=counts.get(states.CLOSED, 0),
        passed=sum(result.passed for result in graded), unmarked=unmarked_questions(sitting),
        late=list(with_late_answers(attempts)), reopenings=list(open_reopenings(attempts)),
        voidings=list(open_voidings(attempts)),
        zeros=[result for result in graded if result.score == 0],
        near=[result for result in graded if is_near(result, sitting.pass_percent)],
        over_time=list(
            attempts.filter(state=states.GRADED, closed_at__gt=F("deadline_at")).select_related("person")
        ),
        weak=weak_questions(sitting),
    )  # fmt: skip


def releasable(attempts):
    """Those of the attempts that are graded and on which nobody has to decide any more: neither late answers nor a
    request to reopen or make void waits."""
    graded = attempts.filter(state=states.GRADED).exclude(pk__in=undecided_late())
    for kind in (Reopening, Voiding):
        graded = graded.exclude(pk__in=kind.objects.waiting().values("attempt"))
    return graded


def is_near(result: Result, line: Decimal) -> bool:
    return not result.passed and result.percent >= line - NEAR


def unmarked_questions(sitting: Sitting) -> list[dict]:
    """How many answers wait for a marker, by question."""
    tasks = MarkingTask.objects.filter(attempt__sitting=sitting, attempt__state=states.CLOSED, done_at=None)
    counts = dict(tasks.order_by().values_list("version").annotate(Count("pk")))
    versions = QuestionVersion.objects.in_bulk(counts)
    return [{"stem": versions[pk].stem, "waiting": count} for pk, count in sorted(counts.items())]


def undecided_late():
    """Ids of the attempts with answers in quarantine which nobody has decided on."""
    return LateResponse.objects.filter(admitted_by=None, declined_by=None).values("attempt")


def with_late_answers(attempts):
    """Those of the attempts that have answers in quarantine which nobody has decided on."""
    rows = attempts.filter(pk__in=undecided_late(), state__in=[states.CLOSED, states.GRADED, states.RELEASED])
    return rows.select_related("person", "sitting").order_by("person__username", "number")


def open_reopenings(attempts):
    """Requests to give one of the attempts, not released yet, back that wait for a second person."""
    rows = Reopening.objects.filter(attempt__in=attempts, attempt__state__in=[states.CLOSED, states.GRADED])
    return rows.waiting().select_related("attempt__person", "attempt__sitting", "asked_by")


def open_voidings(attempts):
    """Requests to make one of the attempts void that wait for a second person."""
    may_still = attempts.exclude(state__in=[states.RELEASED, states.VOID])
    rows = Voiding.objects.filter(attempt__in=may_still)
    return rows.waiting().select_related("attempt__person", "attempt__sitting", "asked_by")


def weak_questions(sitting: Sitting) -> list[WeakQuestion]:
    """Questions of graded, unreleased attempts of which less than a fifth of the points was gained, the worst first."""
    marks = Mark.objects.filter(
        Q(attempt__state=states.GRADED), attempt__sitting=sitting, attempt__candidacy__trial=False, counts=True
    ).order_by("sequence")
    in_force = {
        (attempt, number): (version, points, most)
        for attempt, number, version, points, most in marks.values_list(
            "attempt", "number", "version", "points", "max_points"
        )
    }
    sums: dict[int, list] = defaultdict(lambda: [Decimal(0), Decimal(0), 0])
    for version, points, most in in_force.values():
        row = sums[version]
        row[0], row[1], row[2] = row[0] + points, row[1] + most, row[2] + 1
    gained = {version: (row[0] * 100 / row[1], row[2]) for version, row in sums.items() if row[2] >= ENOUGH}
    weak = {version: each for version, each in gained.items() if each[0] < FEW_RIGHT}
    versions = QuestionVersion.objects.select_related("question").in_bulk(weak)
    rows = [WeakQuestion(versions[version], *each) for version, each in weak.items()]
    return sorted(rows, key=lambda row: (row.gained, row.version.pk))


def undecided_attempts(sitting: Sitting) -> set[int]:
    """Attempts of the sitting on which a second person has to decide; three queries."""
    attempts = Attempt.objects.filter(sitting=sitting)
    late = with_late_answers(attempts).values_list("pk", flat=True)
    asked = [open_reopenings(attempts), open_voidings(attempts)]
    return {*late, *(pk for rows in asked for pk in rows.values_list("attempt_id", flat=True))}
