"""What experience says of question versions: how often they were seen, and what item statistics hold against them.

Figures are over all sittings, of whichever hall: questions are shared. Reads keys, for the random guess score.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from exams.models import AttemptPaper, Mark
from exams.rules import states
from exams.rules.item_analysis import analyse_question
from exams.rules.verdicts import RED, verdict
from exams.statistics.guessing import random_guess
from exams.statistics.loading import counted_attempts
from exams.statistics.words import said
from question_bank.keys import keys_of
from question_bank.models import QuestionVersion

EXPOSURE_WINDOW = timedelta(days=183)
MUCH_SEEN = 300  # attempts in half a year, where no blueprint says otherwise
UNMARKED = (*states.BEGUN, states.CLOSED, states.VOID)


@dataclass(frozen=True)
class Experience:
    """`facility` (0-1) over `candidates`; `trouble` says in words why the light is red, "" otherwise."""

    facility: float
    candidates: int
    trouble: str


def exposures(version_ids: Iterable[int], *, until: datetime | None = None) -> dict[int, int]:
    """Version id → how many attempts (test runs apart) were shown it: ever, or in the half-year before `until`."""
    ids = set(version_ids)
    seen = Mark.objects.filter(version__in=ids, attempt__candidacy__trial=False)
    papers = AttemptPaper.objects.filter(attempt__state__in=UNMARKED, attempt__started_at__isnull=False)
    papers = papers.filter(attempt__candidacy__trial=False)
    if until is not None:
        seen = seen.filter(at__gte=until - EXPOSURE_WINDOW, at__lte=until)
        papers = papers.filter(attempt__started_at__gte=until - EXPOSURE_WINDOW, attempt__started_at__lte=until)
    counts = dict(seen.order_by().values_list("version").annotate(times=Count("attempt", distinct=True)))
    marked = set(seen.filter(attempt__state__in=UNMARKED).values_list("attempt_id", "version_id"))
    for attempt, questions in papers.values_list("attempt_id", "questions"):
        for version in ids.intersection(row["version"] for row in questions):
            if (attempt, version) not in marked:
                counts[version] = counts.get(version, 0) + 1
    return counts


def experience(version_ids: Iterable[int]) -> dict[int, Experience]:
    """Version id → its experience, for those that at least EXAM_VERDICT_FROM candidates were shown; three queries."""
    ids = list(version_ids)
    found = {}
    marks = {pk: rows for pk, rows in _marks_of(ids).items() if len(rows) >= settings.EXAM_VERDICT_FROM}
    keys, versions = keys_of(list(marks)), QuestionVersion.objects.in_bulk(marks)
    for pk, rows in marks.items():
        most = float(rows[-1][1])
        item = analyse_question([float(points * rows[-1][1] / out_of) for points, out_of, _rest in rows], most,
                                [rest for *_own, rest in rows])  # fmt: skip
        key = keys.get(pk)
        guess = random_guess(versions[pk].kind, versions[pk].content, key.key) if key else None
        light = verdict(item, guess=guess, fewest=settings.EXAM_VERDICT_FROM)
        trouble = "；".join(map(said, light.reasons)) if light.light == RED else ""
        found[pk] = Experience(item.facility / 100, item.n, trouble)
    return found


def _marks_of(ids: list[int]) -> dict[int, list[tuple]]:
    """Version id → (points, max points, percent in the rest of the paper or None) of every counted attempt."""
    rows = Mark.objects.filter(version__in=ids, counts=True, attempt__in=counted_attempts().order_by().values("pk"))
    latest: dict[tuple[int, int], tuple] = {}
    columns = ("version_id", "attempt_id", "points", "max_points", "attempt__result__score",
               "attempt__result__full_marks")  # fmt: skip
    for version, attempt, points, most, score, full in rows.order_by("sequence").values_list(*columns):
        rest = float(100 * (score - points) / (full - most)) if full is not None and full > most else None
        latest[version, attempt] = (points, most, rest)
    found: dict[int, list[tuple]] = {}
    for (version, _attempt), row in latest.items():
        found.setdefault(version, []).append(row)
    return found


def troubled_versions(version_ids: Iterable[int]) -> dict[int, str]:
    """Version id → why its statistics speak against using it."""
    return {pk: each.trouble for pk, each in experience(version_ids).items() if each.trouble}


def facilities(version_ids: Iterable[int]) -> dict[int, float]:
    """Version id → its measured facility (0-1), for those that enough people have answered."""
    return {pk: each.facility for pk, each in experience(version_ids).items()}


def objections(
    version_ids: Iterable[int], *, most_seen: int = MUCH_SEEN, at: datetime | None = None
) -> dict[int, list[str]]:
    """Version id → in words, why it may not go into a new paper: too many have seen it (0: no limit), or its statistics."""
    ids = list(version_ids)
    seen = exposures(ids, until=at or timezone.now()) if most_seen else {}
    found: dict[int, list[str]] = {}
    for pk, times in seen.items():
        if times > most_seen:
            found.setdefault(pk, []).append(_("近半年已有 %(times)s 人次见过，请换题。") % {"times": times})
    for pk, why in troubled_versions(ids).items():
        found.setdefault(pk, []).append(_("统计指标不好：%(why)s。请换题，或修订后再用。") % {"why": why})
    return found
