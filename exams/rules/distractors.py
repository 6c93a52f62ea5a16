"""What each option of a choice question did. Plain Python."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from exams.rules.moments import correlation, mean

FUNCTIONS_FROM = 5.0  # percent of candidates


@dataclass(frozen=True)
class OptionStatistics:
    """One option. `share` of those who were shown the question chose it (percent); `rest` is their mean percent in the
    rest of the paper; `correlation` of choosing it with that rest (-1 to 1: a good distractor is below 0, the key above).
    """

    option: str
    right: bool
    chosen: int
    share: float
    rest: float | None
    correlation: float | None

    @property
    def functions(self) -> bool:
        """Whether enough people choose the distractor: 5 % (Haladyna & Downing 1993)."""
        return self.share >= FUNCTIONS_FROM


def option_statistics(
    options: Sequence[str], right: Collection[str], choices: Sequence[Collection[str]], rests: Sequence[float | None]
) -> list[OptionStatistics]:
    """Per option of `options`; `choices` per candidate who was shown the question, empty if left out, `rests` their
    percent in the rest of the paper (None where there is no rest)."""
    found = []
    beside = [place for place, rest in enumerate(rests) if rest is not None]
    for option in options:
        chose = [option in each for each in choices]
        theirs = [rests[place] for place in beside if chose[place]]
        found.append(
            OptionStatistics(
                option=option, right=option in right, chosen=sum(chose),
                share=100 * sum(chose) / len(choices) if choices else 0.0, rest=mean(theirs),
                correlation=correlation([float(chose[place]) for place in beside], [rests[place] for place in beside]),
            )
        )  # fmt: skip
    return found


def distractor_efficiency(options: Sequence[OptionStatistics]) -> float | None:
    """The percentage of distractors that at least 5 % choose (Tarrant, Ware & Mohammed 2009); None without any.

    >>> at = lambda name, right, share: OptionStatistics(name, right, 0, share, None, None)
    >>> distractor_efficiency([at("A", True, 70), at("B", False, 20), at("C", False, 8), at("D", False, 2)])
    66.66666666666667
    """
    wrong = [option for option in options if not option.right]
    return 100 * sum(option.functions for option in wrong) / len(wrong) if wrong else None
