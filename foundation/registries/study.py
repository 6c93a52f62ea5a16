"""What a person can study or practise about service items and rules, when an exam has shown where they are weak."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from foundation.models import User


@dataclass(frozen=True)
class StudyLink:
    """One thing to do about the item or rule `code`: its short label, title and address."""

    code: str
    kind: str
    title: str
    url: str


Source = Callable[[User, list[str]], Iterable[StudyLink]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """`source(user, codes)` gives what that person may open about the service items and rules with those codes."""
    _sources[name] = source


def study_for(user: User, codes: list[str]) -> dict[str, list[StudyLink]]:
    """Code → what to study, in the order in which the apps registered; a constant number of queries."""
    found: dict[str, list[StudyLink]] = {code: [] for code in codes}
    for source in _sources.values() if codes else ():
        for link in source(user, codes):
            found[link.code].append(link)
    return found
