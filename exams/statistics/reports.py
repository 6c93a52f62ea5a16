"""Item analysis of a sitting, of a paper through its sittings, and of one question through its sittings."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from django.conf import settings
from django.db.models import QuerySet

from exams import question_record
from exams.models import Attempt, Result, Sitting
from exams.rules.distractors import OptionStatistics, distractor_efficiency, option_statistics
from exams.rules.drift import Drift, Occasion, drift
from exams.rules.item_analysis import ItemStatistics, PaperStatistics, analyse, analyse_question
from exams.rules.moments import deviation, mean
from exams.rules.verdicts import WITHHELD, Verdict, verdict
from exams.statistics.guessing import random_guess
from exams.statistics.loading import CHOICES, Sheet, by_version, counted_attempts, sheets_of
from exams.statistics.words import said
from question_bank.keys import Key, keys_of
from question_bank.models import QuestionVersion
from question_bank.models.facets import Difficulty
from question_bank.services.observe_difficulty import difficulty_at

BANDS = 10


@dataclass(frozen=True)
class Option:
    """An option as officers know it: its letter and its text beside its figures."""

    letter: str
    text: str
    figures: OptionStatistics


@dataclass(frozen=True)
class QuestionReport:
    """One question: `place` in the paper (None where papers were drawn), figures, options, light, exposure."""

    version: QuestionVersion
    place: int | None
    item: ItemStatistics
    guess: float | None
    options: tuple[Option, ...]
    verdict: Verdict
    exposure: int
    overall: question_record.Experience | None

    @property
    def reasons(self) -> list[str]:
        """The reasons of the light in words, options by their letters."""
        letters = {option.figures.option: option.letter for option in self.options}
        return [said(reason, letters) for reason in self.verdict.reasons]

    @property
    def difficulty_now(self) -> Difficulty:
        """What draws go by."""
        return Difficulty(self.version.difficulty_now)

    @property
    def distractor_efficiency(self) -> float | None:
        return distractor_efficiency([option.figures for option in self.options])

    @property
    def measured(self) -> Difficulty | None:
        """The difficulty that the facility over all sittings stands for, from enough candidates on."""
        return difficulty_at(100 * self.overall.facility) if self.overall else None

    @property
    def differs(self) -> bool:
        """Whether what draws go by is not what was measured."""
        return self.measured is not None and self.measured != self.difficulty_now


@dataclass(frozen=True)
class PaperReport:
    """The paper's figures, how the candidates spread over tenths of the full marks, and the questions."""

    paper: PaperStatistics
    bands: tuple[int, ...]
    questions: tuple[QuestionReport, ...]
    drawn: bool

    @property
    def lights(self) -> Counter:
        return Counter(row.verdict.light for row in self.questions)

    @property
    def withheld(self) -> bool:
        return all(row.verdict.light == WITHHELD for row in self.questions)

    @property
    def differing(self) -> list[QuestionReport]:
        return [row for row in self.questions if row.differs]


def report_on(attempts: QuerySet[Attempt]) -> PaperReport:
    """The analysis of these attempts; a constant number of queries."""
    sheets = list(sheets_of(attempts).values())
    holding = by_version(sheets)
    versions = QuestionVersion.objects.with_difficulty().select_related("question", "topic").in_bulk(holding)
    drawn = any(len(having) < len(sheets) for having in holding.values())
    order = sorted(holding, key=lambda pk: (median(sheet.places[pk] for sheet in holding[pk]), pk))
    if drawn:
        order = sorted(holding, key=lambda pk: (versions[pk].question.code, pk))
    maxima = [holding[pk][-1].marks[pk][1] for pk in order]
    marks = [[_scaled(sheet, pk, most) for pk, most in zip(order, maxima, strict=True)] for sheet in sheets]
    found = analyse(marks, maxima)
    known = _Known(order)
    rows = tuple(
        known.report(versions[pk], None if drawn else place, item, holding[pk])
        for place, (pk, item) in enumerate(zip(order, found.questions, strict=True), start=1)
    )
    return PaperReport(found.paper, bands_of(marks, maxima), rows, drawn)


def _scaled(sheet: Sheet, version: int, most: float) -> float | None:
    """The mark on the scale of `most`: drawn papers may give the same question other points."""
    if version not in sheet.marks:
        return None
    points, out_of = sheet.marks[version]
    return points if out_of == most else points * most / out_of


class _Known:
    """Keys, exposure and experience of several versions, each asked for once."""

    def __init__(self, versions: list[int]) -> None:
        self.keys = keys_of(versions)
        self.seen = question_record.exposures(versions)
        self.experience = question_record.experience(versions)

    def report(
        self, version: QuestionVersion, place: int | None, item: ItemStatistics, sheets: Sequence[Sheet]
    ) -> QuestionReport:
        """Options and light of one question, from the sheets that hold it."""
        key = self.keys.get(version.pk)
        guess = random_guess(version.kind, version.content, key.key) if key else None
        options = options_of(version, sheets, key) if key and version.kind in CHOICES else ()
        light = verdict(item, [option.figures for option in options], guess=guess, fewest=settings.EXAM_VERDICT_FROM)
        return QuestionReport(
            version, place, item, guess, options, light, self.seen.get(version.pk, 0), self.experience.get(version.pk)
        )


def options_of(version: QuestionVersion, sheets: Sequence[Sheet], key: Key) -> tuple[Option, ...]:
    """The options in the author's order."""
    if version.kind == "true_false":
        texts, right = {"true": "", "false": ""}, {str(key.key["correct"]).lower()}
    else:
        texts = {option["id"]: option["text"] for option in version.content["options"]}
        right = set(key.key["correct"])
    figures = option_statistics(
        list(texts), right,
        [sheet.chosen.get(version.pk, frozenset()) for sheet in sheets],
        [sheet.rest(version.pk) for sheet in sheets],
    )  # fmt: skip
    letters = {"true": "√", "false": "×"} if version.kind == "true_false" else {}
    return tuple(
        Option(letters.get(each.option, chr(ord("A") + place)), texts[each.option], each)
        for place, each in enumerate(figures)
    )


def bands_of(marks: Iterable[Sequence[float | None]], maxima: Sequence[float]) -> tuple[int, ...]:
    """How many candidates reach 0-10 %, 10-20 %, … of what they were shown; full marks fall into the last."""
    bands = [0] * BANDS
    for row in marks:
        most = sum(out_of for mark, out_of in zip(row, maxima, strict=True) if mark is not None)
        if most:
            share = sum(mark for mark in row if mark is not None) / most
            bands[min(int(share * BANDS + 1e-9), BANDS - 1)] += 1
    return tuple(bands)


@dataclass(frozen=True)
class SittingLine:
    """One sitting of a paper in figures: candidates, mean and standard deviation in percent, how many passed."""

    sitting: Sitting
    n: int
    mean: float
    sd: float | None
    passed: int


def sitting_lines(attempts: QuerySet[Attempt]) -> list[SittingLine]:
    """The sittings of these attempts, the oldest first; two queries."""
    grouped: dict[int, list[Result]] = defaultdict(list)
    for result in Result.objects.filter(attempt__in=attempts.order_by().values("pk")):
        grouped[result.sitting_id].append(result)
    lines = []
    for sitting in Sitting.objects.filter(pk__in=grouped).order_by("opens_at", "pk"):
        percents = [float(result.percent) for result in grouped[sitting.pk]]
        passed = sum(result.passed for result in grouped[sitting.pk])
        lines.append(SittingLine(sitting, len(percents), mean(percents), deviation(percents), passed))
    return lines


@dataclass(frozen=True)
class OccasionReport:
    """One sitting in which a question stood."""

    sitting: Sitting
    item: ItemStatistics


@dataclass(frozen=True)
class QuestionHistory:
    """A question version over its sittings, the oldest first, and all of them together."""

    whole: QuestionReport
    occasions: tuple[OccasionReport, ...]
    drift: Drift | None


def history_of(version: QuestionVersion, sittings: QuerySet[Sitting]) -> QuestionHistory | None:
    """The version in these sittings; None if no counted attempt has it."""
    attempts = (
        counted_attempts().filter(sitting__in=sittings.order_by().values("pk"), marks__version=version).distinct()
    )
    sitting_of = dict(attempts.values_list("pk", "sitting_id"))
    sheets = {pk: sheet for pk, sheet in sheets_of(attempts).items() if version.pk in sheet.marks}
    if not sheets:
        return None
    grouped: dict[int, list[Sheet]] = defaultdict(list)
    for pk, sheet in sheets.items():
        grouped[sitting_of[pk]].append(sheet)
    stood = Sitting.objects.filter(pk__in=grouped).order_by("opens_at", "pk")
    occasions = tuple(OccasionReport(sitting, item_of(version.pk, grouped[sitting.pk])) for sitting in stood)
    everything = list(sheets.values())
    whole = _Known([version.pk]).report(version, None, item_of(version.pk, everything), everything)
    series = [Occasion(each.item.n, each.item.facility, each.item.sd or 0.0) for each in occasions]
    return QuestionHistory(whole, occasions, drift(series, fewest=settings.EXAM_VERDICT_FROM))


def item_of(version: int, sheets: Sequence[Sheet]) -> ItemStatistics:
    """The figures of one question from the sheets that hold it."""
    most = sheets[-1].marks[version][1]
    item = analyse_question(
        [_scaled(sheet, version, most) for sheet in sheets], most, [sheet.rest(version) for sheet in sheets]
    )
    whole = [sum(out_of for _points, out_of in sheet.marks.values()) for sheet in sheets]
    return replace(item, intended_weight=sum(100 * most / each for each in whole) / len(whole))
