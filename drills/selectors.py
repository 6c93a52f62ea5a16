"""Questions asked of drills."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from drills.models import AssessedRelease, Decision, Run, Scenario, ScenarioVersion
from foundation.models import User
from service_items.models import ServiceItemChange
from service_items.selectors import STALING, is_stale, staling_changes


@dataclass(frozen=True)
class CatalogueEntry:
    """A case as the catalogue shows it to one person: the open training run and the last finished one, if any."""

    scenario: Scenario
    open_run: Run | None
    last_run: Run | None
    stale: bool


def catalogue(scenarios: QuerySet[Scenario], person: User, on: date) -> list[CatalogueEntry]:
    """The cases with the person's own runs, and whether a change has overtaken them on that day; in four queries."""
    wide = ("content", "current_version__content")
    summaries = scenarios.annotate(summary=KeyTextTransform("summary", "current_version__content"))
    found = list(summaries.select_related("current_version").defer(*wide).prefetch_related("service_items"))
    last: dict[int, Run] = {}
    unfinished: dict[int, Run] = {}
    for run in Run.objects.filter(person=person, scenario__in=found).order_by("started_at", "pk"):
        if run.state == Run.State.FINISHED:
            last[run.scenario_id] = run
        elif run.state == Run.State.IN_PROGRESS and run.mode == Run.Mode.TRAINING:
            unfinished[run.scenario_id] = run
    changes = staling_changes(on)

    def entry(one: Scenario) -> CatalogueEntry:
        codes = [item.code for item in one.service_items.all()]
        stale = is_stale(codes, one.current_version.published_at, changes)
        return CatalogueEntry(one, unfinished.get(one.pk), last.get(one.pk), stale)

    return [entry(one) for one in found]


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


def changes_since(version: ScenarioVersion) -> QuerySet[ServiceItemChange]:
    """Staling changes on the version's service items announced after it was published, also those yet to take effect."""
    return (
        ServiceItemChange.objects.filter(
            item__scenario_versions=version, severity__in=STALING, announced_at__gt=version.published_at
        )
        .select_related("item")
        .order_by("effective_on", "pk")
    )


def is_stale_on(version: ScenarioVersion, day: date) -> bool:
    """Whether a change in effect on `day` has overtaken the version."""
    return changes_since(version).filter(effective_on__lte=day).exists()


@dataclass(frozen=True)
class RuleWeakness:
    """How a rule was kept in finished runs: occasions it was called for, how often not, by how many people in all."""

    code: str
    occasions: int
    missed: int
    people: int

    @property
    def share(self) -> float:
        return self.missed / self.occasions


FEWEST_PEOPLE = 5


def weak_rules(people, *, since: datetime | None = None) -> list[RuleWeakness]:
    """The rules that `people` missed most often in training and assessed runs, worst first.

    For managers: nothing says who, and a rule that fewer than five people met is left out.
    """
    runs = finished_runs(people) if since is None else finished_runs(people).filter(finished_at__gte=since)
    met: dict[str, set[int]] = defaultdict(set)
    occasions, missed = Counter(), Counter()
    places = {pk: _rules_by_place(content) for pk, content in _contents(runs)}
    standing = Decision.objects.filter(run__in=runs.values("pk"), undoes=None, undone_by=None)
    fields = ("run__version", "run__person", "scene", "move", "verdict", "wrong")
    for version, person, scene, move, verdict, wrong in standing.values_list(*fields):
        bad = bool(wrong) or verdict not in ("", "best")
        for code in places[version].get((scene, move.get("choice", "")), ()):
            met[code].add(person)
            occasions[code] += 1
            missed[code] += bad
    found = [
        RuleWeakness(code, occasions[code], missed[code], len(met[code]))
        for code in occasions
        if len(met[code]) >= FEWEST_PEOPLE
    ]
    return sorted(found, key=lambda one: (-one.share, one.code))


def _contents(runs: QuerySet[Run]):
    return ScenarioVersion.objects.filter(runs__in=runs.values("pk")).distinct().values_list("pk", "content")


def _rules_by_place(content: dict) -> dict[tuple[str, str], list[str]]:
    """(scene, choice made or "") → the rules at stake there: those of the choice and of the scene."""
    places = {}
    for scene in content["scenes"]:
        own = scene.get("rules", [])
        places[scene["id"], ""] = own
        for choice in scene.get("choices", []):
            places[scene["id"], choice["id"]] = [*own, *choice["rules"]]
    return places
