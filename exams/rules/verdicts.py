"""The traffic light of a question, with its reasons. Plain Python; exams/statistics_words.py says them to people."""

from collections.abc import Sequence
from dataclasses import dataclass

from exams.rules.distractors import OptionStatistics, distractor_efficiency
from exams.rules.item_analysis import ItemStatistics

WITHHELD, GREEN, AMBER, RED = "withheld", "green", "amber", "red"
FEWEST = 30  # below this many candidates no verdict
WEAK, POOR = 20.0, 10.0  # discrimination, percent: Ebel (1965) calls below .20 poor; Moodle below 5 very weak
INVALID = -5.0  # discrimination, percent: from here down Moodle calls a question probably invalid
TOO_HARD, TOO_EASY = 20.0, 95.0  # facility, percent
DUBIOUS_EFFICIENCY = 15.0  # discriminative efficiency, percent: what Moodle marks as dubious
ATTRACTS = 0.1  # correlation from which a wrong option draws the able
CLEARLY = 5.0  # percent by which facility must fall below guessing


@dataclass(frozen=True)
class Reason:
    """Why a light is not green: a code, the figure it rests on and, for options, which."""

    code: str
    light: str
    figure: float | None = None
    option: str = ""


@dataclass(frozen=True)
class Verdict:
    """`light`: withheld, green, amber or red; the reasons, the graver first."""

    light: str
    reasons: tuple[Reason, ...] = ()


def verdict(
    item: ItemStatistics,
    options: Sequence[OptionStatistics] = (),
    *,
    guess: float | None = None,
    fewest: int = FEWEST,
) -> Verdict:
    """The light of one question; `guess` is its random guess score in percent, where known.

    Withheld below `fewest` candidates, or when everybody gained the same.
    """
    if item.n < fewest:
        return Verdict(WITHHELD, (Reason("few", WITHHELD, item.n),))
    if item.facility is None or item.discrimination_index is None:
        return Verdict(WITHHELD, (Reason("no_spread", WITHHELD, item.facility),))
    reasons = [*_of_the_item(item, guess), *_of_the_options(options)]
    grave = [reason for reason in reasons if reason.light == RED]
    light = RED if grave else AMBER if reasons else GREEN
    return Verdict(light, (*grave, *(reason for reason in reasons if reason.light != RED)))


def _of_the_item(item: ItemStatistics, guess: float | None) -> list[Reason]:
    found = []
    index, facility, efficiency = item.discrimination_index, item.facility, item.discriminative_efficiency
    if index <= INVALID:
        found.append(Reason("negative", RED, index))
    elif index < POOR:
        found.append(Reason("hardly_tells", AMBER, index))
    elif index < WEAK:
        found.append(Reason("weak", AMBER, index))
    elif efficiency is not None and efficiency < DUBIOUS_EFFICIENCY:
        found.append(Reason("inefficient", AMBER, efficiency))
    if guess and facility <= guess - CLEARLY:
        found.append(Reason("below_guessing", RED, facility))
    elif facility < TOO_HARD:
        found.append(Reason("too_hard", AMBER, facility))
    elif facility > TOO_EASY:
        found.append(Reason("too_easy", AMBER, facility))
    return found


def _of_the_options(options: Sequence[OptionStatistics]) -> list[Reason]:
    found = [
        Reason("attracts_the_able", AMBER, 100 * option.correlation, option.option)
        for option in options
        if not option.right and option.functions and (option.correlation or 0) >= ATTRACTS
    ]
    efficiency = distractor_efficiency(options)
    if efficiency is not None and efficiency < 50:
        found.append(Reason("idle_distractors", AMBER, efficiency))
    return found
