"""Marks and choices of many attempts, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Exists, OuterRef, QuerySet

from exams.models import Attempt, AttemptPaper, Mark, Response
from exams.rules import states
from question_bank.question_types import get

COUNTED = (states.GRADED, states.RELEASED)
CHOICES = ("single_choice", "multiple_choice", "true_false")


def counted_attempts() -> QuerySet[Attempt]:
    """What item analysis looks at: of each candidate in a sitting the first attempt that is graded, no test runs.

    Later attempts build on the first and would break the assumptions of the formulas (Moodle does the same).
    """
    earlier = Attempt.objects.filter(candidacy=OuterRef("candidacy"), number__lt=OuterRef("number"), state__in=COUNTED)
    return Attempt.objects.filter(~Exists(earlier), state__in=COUNTED, candidacy__trial=False).order_by("pk")


@dataclass
class Sheet:
    """One attempt: (points, max points) and choices by question version; `None` as a choice: not a choice question."""

    marks: dict[int, tuple[float, float]] = field(default_factory=dict)
    chosen: dict[int, frozenset[str]] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)

    def rest(self, version: int) -> float | None:
        """The percent gained in the rest of the paper; None where there is no rest."""
        gained, most = (whole - hundredths(own) for whole, own in zip(self.whole, self.marks[version]))
        return 100 * gained / most if most else None

    @cached_property
    def whole(self) -> tuple[int, int]:
        """(points, max points) of the whole paper in hundredths, so that taking one question away leaves the exact rest;
        asked for when `marks` are complete."""
        gained, most = zip(*self.marks.values())
        return sum(map(hundredths, gained)), sum(map(hundredths, most))


def hundredths(points: float) -> int:
    """Points are stored with two decimals."""
    return round(100 * points)


def sheets_of(attempts: QuerySet[Attempt], *, choices: bool = True) -> dict[int, Sheet]:
    """Attempt id → its sheet, by the marks in force."""
    sheets: dict[int, Sheet] = defaultdict(Sheet)
    ids = attempts.order_by().values("pk")
    marks = Mark.objects.filter(attempt__in=ids, counts=True).order_by("sequence")
    for attempt, version, points, most, number in marks.values_list(
        "attempt_id", "version_id", "points", "max_points", "number"
    ):
        sheets[attempt].marks[version] = (float(points), float(most))
        sheets[attempt].places[version] = number
    if choices:
        _add_choices(sheets, ids)
    return dict(sheets)


def _add_choices(sheets: dict[int, Sheet], ids: QuerySet) -> None:
    responses = Response.objects.filter(attempt__in=ids).order_by().values_list("attempt_id", "number", "value")
    given = {(attempt, number): value for attempt, number, value in responses}
    for attempt, questions in AttemptPaper.objects.filter(attempt__in=ids).values_list("attempt_id", "questions"):
        if attempt not in sheets:
            continue
        for row in questions:
            if row["kind"] in CHOICES:
                sheets[attempt].chosen[row["version"]] = chosen_ids(row, given.get((attempt, row["n"])))


def chosen_ids(row: dict, value) -> frozenset[str]:
    """The true ids of the options in a stored response; for true or false "true" or "false"."""
    if value is None:
        return frozenset()
    if row["kind"] == "true_false":
        return frozenset({str(value).lower()})
    restored = get(row["kind"]).restore(value, row["ids"])
    return frozenset(restored if isinstance(restored, list) else [restored])


def by_version(sheets: Iterable[Sheet]) -> dict[int, list[Sheet]]:
    """Version id → the sheets that hold it."""
    found: dict[int, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        for version in sheet.marks:
            found[version].append(sheet)
    return found
