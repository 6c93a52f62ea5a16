"""Questions asked of drills."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet

from drills.models import AssessedRelease, Run, Scenario
from foundation.models import User


@dataclass(frozen=True)
class CatalogueEntry:
    """A case as the catalogue shows it to one person: the open training run and the last finished one, if any."""

    scenario: Scenario
    open_run: Run | None
    last_run: Run | None


def catalogue(scenarios: QuerySet[Scenario], person: User) -> list[CatalogueEntry]:
    """The cases with the person's own runs, in three queries."""
    found = list(scenarios.select_related("current_version").prefetch_related("service_items"))
    last: dict[int, Run] = {}
    unfinished: dict[int, Run] = {}
    for run in Run.objects.filter(person=person, scenario__in=found).order_by("started_at", "pk"):
        if run.state == Run.State.FINISHED:
            last[run.scenario_id] = run
        elif run.state == Run.State.IN_PROGRESS and run.mode == Run.Mode.TRAINING:
            unfinished[run.scenario_id] = run
    return [CatalogueEntry(one, unfinished.get(one.pk), last.get(one.pk)) for one in found]


def finished_runs(people) -> QuerySet[Run]:
    """Finished runs of `people` (users or ids), training and assessed."""
    return Run.objects.filter(person__in=people, state=Run.State.FINISHED).select_related("scenario", "version")


def best_assessed_runs(people, scenario_keys) -> QuerySet[Run]:
    """Passed assessed runs without red line of `people` in those cases, best first per person and case.

    Each is pinned to the version it was taken on; `on_current_version` says whether that is still the one in force.
    """
    return (
        finished_runs(people)
        .filter(mode=Run.Mode.ASSESSED, passed=True, red_line=False, scenario__key__in=list(scenario_keys))
        .annotate(
            on_current_version=ExpressionWrapper(Q(version=F("scenario__current_version")), output_field=BooleanField())
        )
        .order_by("person_id", "scenario__key", "-score", "finished_at")
    )


def open_releases(person: User, at: datetime) -> QuerySet[AssessedRelease]:
    """Assessed drills that the person may still take at `at`: released to them, not over, with an attempt left or begun."""
    mine = Q(runs__person=person)
    return (
        AssessedRelease.objects.filter(people=person, withdrawn_at=None, closes_at__gt=at)
        .annotate(taken=Count("runs", filter=mine), running=Count("runs", filter=mine & Q(runs__state="in_progress")))
        .filter(Q(taken__lt=F("attempts")) | Q(running__gt=0))
        .select_related("version__scenario")
        .order_by("closes_at", "pk")
    )
