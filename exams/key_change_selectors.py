"""What a key change would move, and how far it has come. Reads keys."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from exams.models import Attempt, AttemptPaper, KeyChange, Mark, MarkingTask, Response, Result, Sitting
from exams.registries.result_impact import Impact, MovedResult, impacts_of
from exams.rules import states
from exams.rules.scoring import total
from exams.services.regrade_attempt import floors_of, points_change, points_under
from foundation.models import User
from question_bank.keys import Key, key_of, keys_numbered
from question_bank.models import QuestionVersion


def pinned_to_others(version: QuestionVersion, new_number: int) -> list[int]:
    """Ids of the attempts, void and unbegun ones apart, whose paper holds the version under another key than `new_number`."""
    papers = AttemptPaper.objects.filter(
        attempt__paper_version__questions__version=version, key_numbers__has_key=str(version.pk)
    ).exclude(attempt__state__in=[states.VOID, states.CREATED])  # created: keys are pinned at the start
    pins = papers.order_by("pk").values_list("pk", "key_numbers").distinct()
    return [pk for pk, numbers in pins if numbers[str(version.pk)] != new_number]


def sittings_with(version: QuestionVersion) -> QuerySet[Sitting]:
    """The sittings whose papers hold, or may draw, the version."""
    return Sitting.objects.filter(paper_version__questions__version=version).distinct()


@dataclass(frozen=True)
class Moved:
    """One graded attempt as the new key would leave it."""

    attempt: Attempt
    result: Result
    old_points: Decimal
    new_points: Decimal
    new_score: Decimal
    new_percent: Decimal
    new_passed: bool

    @property
    def moves(self) -> bool:
        return self.new_score != self.result.score or self.new_passed != self.result.passed

    @property
    def turns(self) -> str:
        """won, lost or nothing: what happens to the pass."""
        return "" if self.new_passed == self.result.passed else "won" if self.new_passed else "lost"


@dataclass(frozen=True)
class Blast:
    """All that would move: attempts touched, results with their scores, and what the apps above say."""

    attempts: int
    moved: list[Moved]
    upstream: list[Impact]
    again: int = 0  # judged by a person, not released: to be judged anew by the new marking points
    standing: int = 0  # judged by a person and released: their marks stay
    waiting: int = 0  # not judged yet: the new marking points stand on the marker's sheet

    @property
    def won(self) -> int:
        return sum(each.turns == "won" for each in self.moved)

    @property
    def lost(self) -> int:
        return sum(each.turns == "lost" for each in self.moved)

    def as_json(self) -> dict:
        upstream = [each.as_json() for each in self.upstream]
        return {"attempts": self.attempts, "scores": len(self.moved), "passes_won": self.won,
                "passes_lost": self.lost, "upstream": upstream, "again": self.again, "standing": self.standing}  # fmt: skip


def blast_of(version: QuestionVersion, new: Key) -> Blast:
    """What marking by `new` would move; nothing is written. A constant number of queries, whatever the attempts."""
    attempt_ids = pinned_to_others(version, new.number)
    moved = [each for each in _predicted(version, new, attempt_ids) if each.moves]
    moved.sort(key=lambda each: ("lost", "won", "").index(each.turns))
    released = [
        MovedResult(
            each.result.pk, each.result.person_id, each.result.sitting_id, each.result.percent, each.new_percent,
            each.result.passed, each.new_passed,
        )
        for each in moved if each.result.released_at and not each.result.trial
    ]  # fmt: skip
    return Blast(len(attempt_ids), moved, impacts_of(released), *judged_of(version, new, attempt_ids))


def judged_of(version: QuestionVersion, new: Key, attempt_ids: list[int]) -> tuple[int, int, int]:
    """(answers that go back to the markers, released ones that keep a person's mark, ones that wait for their first), as
    the marking points change."""
    if not points_change(version, key_of(version.pk), new):
        return 0, 0, 0
    tasks = MarkingTask.objects.filter(attempt__in=attempt_ids, version=version, stage=1)
    done, released = Q(done_at__isnull=False), Q(attempt__state=states.RELEASED)
    counts = tasks.aggregate(
        again=Count("pk", done & ~released), standing=Count("pk", done & released), waiting=Count("pk", ~done)
    )
    return counts["again"], counts["standing"], counts["waiting"]


def _predicted(version: QuestionVersion, new: Key, attempt_ids: list[int]) -> Iterable[Moved]:
    results = Result.objects.filter(attempt__in=attempt_ids).select_related("attempt__sitting", "person")
    papers = AttemptPaper.objects.defer("payload", "shapes").in_bulk([result.attempt_id for result in results])
    marks = Mark.objects.filter(attempt__in=papers, counts=True, version=version).order_by("sequence")
    in_force = {mark.attempt_id: mark for mark in marks}
    rows = {pk: next(each for each in paper.questions if each["version"] == version.pk) for pk, paper in papers.items()}
    given = Response.objects.filter(attempt__in=papers, number__in={row["n"] for row in rows.values()})
    values = {(response.attempt_id, response.number): response.value for response in given}
    pins, floors = {paper.key_numbers[str(version.pk)] for paper in papers.values()}, floors_of(papers, version)
    old_keys = {number: keys_numbered({version.pk: number})[version.pk] for number in pins}
    for result in results.order_by("sitting", "person__username", "attempt__number"):
        paper, mark = papers[result.attempt_id], in_force.get(result.attempt_id)
        if mark is None:
            continue
        row = rows[result.attempt_id]
        old = old_keys[paper.key_numbers[str(version.pk)]]
        value, floor = values.get((result.attempt_id, row["n"])), floors.get(result.attempt_id, Decimal(0))
        points = points_under(row, version, old, new, value, mark, floor)
        score = total([(result.score - mark.points + points, result.full_marks)])
        yield Moved(
            result.attempt, result, mark.points, points, score.score, score.percent,
            score.passes(result.attempt.sitting.pass_percent),
        )  # fmt: skip


def progress_of(change: KeyChange) -> tuple[int, int]:
    """(done, all) attempts of an approved change."""
    return change.items.filter(done_at__isnull=False).count(), change.items.count()


def outside_scope(version: QuestionVersion, sittings: QuerySet[Sitting]) -> str:
    """Why somebody who looks after `sittings` alone may not change this key; "" if they may."""
    outside = sittings_with(version).exclude(pk__in=sittings.values("pk")).select_related("node").first()
    return _("%(node)s也有考试用到这道题，请由上级考务员更正。") % {"node": outside.node.name} if outside else ""


def concerned(change: KeyChange) -> list[User]:
    """Who asked for the change and who agreed."""
    return [person for person in (change.proposed_by, change.approved_by) if person]
