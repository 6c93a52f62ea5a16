"""The pages of the person who drills."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.debrief import TRUTH_LABELS, debrief_of
from drills.errors import DrillRefused
from drills.forms import CatalogueFilter
from drills.models import AssessedRelease, Run
from drills.permissions import own_runs, playable_scenarios
from drills.play import Position, position_of
from drills.rules.play import scene_of
from drills.rules.pools import fill
from drills.scene_kinds import KINDS
from drills.scene_kinds.base import choices_shown
from drills.selectors import catalogue, changes_since, open_releases
from drills.services.decide import decide
from drills.services.finish_run import abandon_run
from drills.services.start_assessed_run import start_assessed_run
from drills.services.start_run import open_run, start_run
from drills.services.undo_decision import undo_decision
from foundation.clock import local_date
from foundation.registries import links


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """模拟训练: the cases within the person's reach, narrowed by service item or rule, with their own last results."""
    scenarios = playable_scenarios(request.user)
    form = CatalogueFilter(request.GET, scenarios=scenarios)
    entries = catalogue(form.narrow(scenarios).order_by("key"), request.user, local_date())
    context = {
        "form": form,
        "entries": entries,
        "filtered": any(request.GET.values()),
        "releases": open_releases(request.user, timezone.now()),
    }
    return render(request, "drills/index.html", context)


@require_GET
def intro(request: HttpRequest, key: str) -> HttpResponse:
    """What a case practises, and the way in."""
    scenario = get_object_or_404(playable_scenarios(request.user).select_related("current_version"), key=key)
    runs = own_runs(request.user).filter(scenario=scenario, state=Run.State.FINISHED)[:5]
    context = {
        "scenario": scenario,
        "case": scenario.current_version.content,
        "open_run": open_run(request.user, scenario, Run.Mode.TRAINING),
        "runs": runs,
        "changes": changes_since(scenario.current_version),
        "today": local_date(),
        "release": open_releases(request.user, timezone.now()).filter(version__scenario=scenario).first(),
    }
    return render(request, "drills/intro.html", context)


@require_POST
def start(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a training run, or go on with the open one."""
    scenario = get_object_or_404(playable_scenarios(request.user), key=key)
    return redirect("drills:scene", pk=start_run(scenario=scenario, by=request.user).pk)


@require_http_methods(["GET", "POST"])
def assessed(request: HttpRequest, pk: int) -> HttpResponse:
    """An assessed drill released to the person: its terms; a POST begins or goes on."""
    releases = AssessedRelease.objects.filter(people=request.user).select_related("version__scenario")
    release = get_object_or_404(releases, pk=pk)
    if request.method == "POST":
        try:
            return redirect("drills:scene", pk=start_assessed_run(release=release, by=request.user).pk)
        except DrillRefused as error:
            messages.error(request, str(error))
            return redirect("drills:assessed", pk=pk)
    runs = list(own_runs(request.user).filter(release=release))
    context = {
        "release": release,
        "runs": runs,
        "left": max(0, release.attempts - len(runs)),
        "running": next((run for run in runs if run.state == Run.State.IN_PROGRESS), None),
        "takeable": open_releases(request.user, timezone.now()).filter(pk=pk).exists(),
        "not_yet": timezone.now() < release.opens_at,
    }
    return render(request, "drills/assessed.html", context)


@require_http_methods(["GET", "POST"])
def scene(request: HttpRequest, pk: int) -> HttpResponse:
    """The scene at which the run stands; a POST decides and goes on."""
    run = get_object_or_404(own_runs(request.user).select_related("version", "scenario"), pk=pk)
    if request.method == "POST":
        return _decide(request, run)
    if run.state == Run.State.FINISHED:
        return redirect("drills:debrief", pk=run.pk)
    if run.state == Run.State.ABANDONED:
        return redirect("drills:intro", key=run.scenario.key)
    return _show(request, run, position_of(run))


def _decide(request: HttpRequest, run: Run) -> HttpResponse:
    position = position_of(run)
    number = _number(request)
    move: dict = {}
    try:
        if run.state == Run.State.IN_PROGRESS and number == position.next_number:
            here = scene_of(run.version.content, position.scene, position.rows)
            move = KINDS[here["kind"]].move_from_form(request.POST, here)
        run = decide(run=run, number=number, move=move, by=request.user)
    except DrillRefused as error:
        if run.state == Run.State.IN_PROGRESS and number == position.next_number:
            return _show(request, run, position, move=move, error=str(error))
        messages.error(request, str(error))
    return redirect("drills:debrief" if run.state == Run.State.FINISHED else "drills:scene", pk=run.pk)


def _number(request: HttpRequest) -> int:
    raw = request.POST.get("number", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 0


def _show(
    request: HttpRequest, run: Run, position: Position, *, move: dict | None = None, error: str = ""
) -> HttpResponse:
    here = scene_of(run.version.content, position.scene, position.rows)
    kind = KINDS[here["kind"]]
    choices = choices_shown(here, position.state) if "choices" in here else []
    context = {
        "run": run,
        "position": position,
        "case_title": run.version.title,
        "target_minutes": run.version.content["target_minutes"],
        "opening": fill(run.version.content["opening"], position.rows) if position.step == 1 else "",
        "scene_title": here["title"],
        "scene_text": here["text"],
        "face": kind.face(here),
        "choices": [{"id": choice["id"], "text": choice["text"]} for choice in choices],
        "kind_template": f"drills/scene_kinds/{kind.kind}/scene.html",
        "truth_labels": TRUTH_LABELS.items(),
        "move": move or {},
        "error": error,
    }
    return render(request, "drills/scene.html", context, status=422 if error else 200)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the last decision of a training run."""
    run = get_object_or_404(own_runs(request.user), pk=pk)
    try:
        undo_decision(run=run, number=_number(request), by=request.user)
    except DrillRefused as error:
        messages.error(request, str(error))
    return redirect("drills:scene", pk=run.pk)


@require_POST
def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up the open training run."""
    run = get_object_or_404(own_runs(request.user).select_related("scenario"), pk=pk)
    try:
        abandon_run(run=run, by=request.user)
    except DrillRefused as error:
        messages.error(request, str(error))
    return redirect("drills:intro", key=run.scenario.key)


@require_GET
def debrief(request: HttpRequest, pk: int) -> HttpResponse:
    """The finished run: result, own path beside the expert's, what to look at next."""
    run = get_object_or_404(own_runs(request.user).select_related("version", "scenario"), pk=pk)
    if run.state != Run.State.FINISHED:
        return redirect("drills:scene", pk=run.pk)
    context = {
        "run": run,
        "debrief": debrief_of(run),
        "handbook": [
            link
            for item in run.version.service_items.all()
            if (link := links.resolve("service_item", item.code)) and link.visible_to(request.user)
        ],
        "changes": changes_since(run.version),
        "today": local_date(),
    }
    return render(request, "drills/debrief.html", context)
