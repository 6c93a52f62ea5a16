"""What an officer reads of the integrity log."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from exams.models import Attempt, IntegrityEvent, Sitting
from exams.rules.integrity import THRESHOLDS, over


@dataclass(frozen=True)
class LogRow:
    """One attempt with its events: how often each kind, which reach their published threshold, how many are explained."""

    attempt: Attempt
    events: list[IntegrityEvent]

    @property
    def counts(self) -> list[tuple[str, int, bool]]:
        """(kind in words, how often, whether that reaches the threshold)."""
        reached = over(event.kind for event in self.events)
        times = Counter(event.kind for event in self.events)
        return [(label, times[kind], kind in reached) for kind, label in IntegrityEvent.Kind.choices if times[kind]]

    @property
    def to_read(self) -> bool:
        return bool(over(event.kind for event in self.events))

    @property
    def explained(self) -> int:
        return sum(bool(event.annotation) for event in self.events)


def integrity_log(sitting: Sitting) -> list[LogRow]:
    """The attempts of a sitting in which something was noted, those to be read first; two queries. No test runs."""
    noted: QuerySet[Attempt] = Attempt.objects.filter(
        sitting=sitting, candidacy__trial=False, integrity_events__isnull=False
    ).distinct()
    rows = noted.select_related("person").prefetch_related("integrity_events").order_by("person__username", "number")
    return sorted((LogRow(row, list(row.integrity_events.all())) for row in rows), key=lambda row: not row.to_read)


def published_thresholds() -> list[str]:
    """What is noted and from when on somebody reads it, in words for the page before the exam."""
    labels = dict(IntegrityEvent.Kind.choices)
    return [_("%(what)s %(times)s 次起") % {"what": labels[kind], "times": times} for kind, times in THRESHOLDS.items()]
