"""What an exam officer asks of a sitting while it runs and after."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Prefetch
from django.utils.translation import gettext_lazy as _

from exams.models import Attempt, Candidacy, Result, Sitting
from exams.rules import states

SILENT_AFTER = timedelta(seconds=60)  # the player and the waiting room ask at least this often
PHASES = {
    "absent": _("未到"), "waiting": _("候考"), "writing": _("作答中"), "silent": _("失去联系"), "suspended": _("已暂停"),
    "handed_in": _("已交卷"), "graded": _("已评完"), "released": _("已发布"), "void": _("已作废"),
}  # fmt: skip
HANDED_IN = {states.CLOSED: "handed_in", states.GRADED: "graded", states.RELEASED: "released", states.VOID: "void"}


@dataclass(frozen=True)
class CandidateRow:
    """One candidate as the officer sees them. `phase`: one of PHASES; silent since `last_seen`."""

    candidacy: Candidacy
    attempt: Attempt | None
    phase: str
    last_seen: datetime | None
    result: Result | None

    @property
    def phase_label(self) -> str:
        return PHASES[self.phase]


def candidate_rows(sitting: Sitting, now: datetime) -> list[CandidateRow]:
    """Everyone invited, with their latest attempt and its result; three queries."""
    attempts = Attempt.objects.order_by("number").annotate(last_saved=Max("responses__saved_at"))
    rows = (
        Candidacy.objects.filter(sitting=sitting, withdrawn_at=None, trial=False)
        .select_related("person")
        .prefetch_related(Prefetch("attempts", attempts, to_attr="in_order"))
        .order_by("person__username")
    )
    results = {row.attempt_id: row for row in Result.objects.filter(attempt__sitting=sitting)}
    return [_row(candidacy, results, now) for candidacy in rows]


def _row(candidacy: Candidacy, results: dict[int, Result], now: datetime) -> CandidateRow:
    attempt = candidacy.in_order[-1] if candidacy.in_order else None
    result = results.get(attempt.pk) if attempt else None
    signs = (attempt.started_at, attempt.seen_at, attempt.last_saved) if attempt else ()
    seen = max((at for at in (*signs, candidacy.waiting_at) if at), default=None)
    return CandidateRow(candidacy, attempt, _phase(candidacy, attempt, seen, now), seen, result)


def _phase(candidacy: Candidacy, attempt: Attempt | None, seen: datetime | None, now: datetime) -> str:
    if attempt is None or attempt.state == states.CREATED:
        waiting = candidacy.waiting_at and now - candidacy.waiting_at < SILENT_AFTER
        return "waiting" if waiting else "absent"
    if attempt.state == states.SUSPENDED:
        return "suspended"
    if attempt.state == states.IN_PROGRESS:
        return "silent" if seen and now - seen > SILENT_AFTER else "writing"
    return HANDED_IN[attempt.state]


def chosen_rows(rows: list[CandidateRow], *, q: str = "", phase: str = "") -> list[CandidateRow]:
    """Those of the phase whose name or staff number contains `q`."""
    return [
        row
        for row in rows
        if phase in ("", row.phase)
        and (q.lower() in row.candidacy.person.username.lower() or q in row.candidacy.person.name)
    ]


@dataclass(frozen=True)
class ReleaseCheck:
    """The sitting in numbers: who waits, writes or fell silent, how many are graded, released, passed."""

    invited: int
    absent: int
    waiting: int
    silent: int
    graded: int
    released: int
    running: int
    waiting_for_marking: int
    passed: int

    @property
    def ready(self) -> bool:
        return self.graded > 0


def release_check(rows: list[CandidateRow]) -> ReleaseCheck:
    """The counts of `rows`."""
    phases = [row.phase for row in rows]
    return ReleaseCheck(
        invited=len(rows),
        absent=phases.count("absent"),
        waiting=phases.count("waiting"),
        silent=phases.count("silent"),
        graded=phases.count("graded"),
        released=phases.count("released"),
        running=sum(phases.count(each) for each in ("writing", "silent", "suspended")),
        waiting_for_marking=phases.count("handed_in"),
        passed=sum(bool(row.result and row.result.passed) for row in rows),
    )
