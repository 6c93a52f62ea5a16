"""Where a question is used: the bank knows its checks, the apps above register the rest."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from question_bank.models import CheckQuestion


@dataclass(frozen=True)
class Use:
    """One place; `version` is the pinned version's number, or None where the version in force is asked."""

    kind: str
    title: str
    url: str = ""
    version: int | None = None


Source = Callable[[int], Iterable[Use]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """`source(question_id)` gives the uses that an app above knows (papers, drills …)."""
    _sources[name] = source


def uses_of(question_id: int) -> list[Use]:
    """All uses of a question."""
    checks = CheckQuestion.objects.filter(question_id=question_id).select_related("check_set")
    found = [Use(_("自测"), row.check_set.title) for row in checks]
    return found + [use for source in _sources.values() for use in source(question_id)]
