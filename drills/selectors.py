"""Questions asked of drills."""

from dataclasses import dataclass

from django.db.models import F, QuerySet

from drills.models import Run, Scenario
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

    Each is pinned to the version it was taken on; `on_current_version` says whether that is the one in force.
    """
    return (
        finished_runs(people)
        .filter(mode=Run.Mode.ASSESSED, passed=True, red_line=False, scenario__key__in=list(scenario_keys))
        .annotate(in_force=F("scenario__current_version"))
        .order_by("person_id", "scenario__key", "-score", "finished_at")
    )
