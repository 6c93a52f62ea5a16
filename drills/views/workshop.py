"""Authors' pages in the Wagtail admin: list, outline, editors, check, preview, publish, versions, files."""

import json
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from drills.debrief import TRUTH_LABELS
from drills.errors import DrillRefused, LintRefused, Message, move_message
from drills.lint_words import DIMENSIONS
from drills.models import Scenario
from drills.permissions import AUTHORS, authored_scenarios
from drills.rules.play import IllegalMove, ending_of, scene_of
from drills.rules.pools import fill
from drills.rules.state import RUBRIC
from drills.scene_kinds import KINDS
from drills.scene_kinds.base import choices_shown
from drills.selectors import changes_since
from drills.services.lint_scenario import lint_content
from drills.services.publish_scenario import content_hash, publish_scenario
from drills.services.retire_scenario import retire_scenario
from drills.services.save_draft import create_scenario, save_draft
from drills.workshop import outline
from drills.workshop.files import checked_for_import, exported, import_messages
from drills.workshop.forms import KIND_LABELS, CaseForm, EndingForm, ImportForm, NewScenarioForm
from drills.workshop.preview import Preview, can_be_played, replay
from drills.workshop.scene_editor import SceneEditor
from foundation.ids import typed_id
from organisation.permissions import nodes_in_scope, role_required
from service_items.models import ServiceItem, ServiceRule

authors_only = role_required(*AUTHORS)


def with_scenario(view):
    """The case with `pk` that the person may author, or 404."""

    @wraps(view)
    def found(request: HttpRequest, pk: int, **kwargs) -> HttpResponse:
        scenario = get_object_or_404(authored_scenarios(request.user).select_related("current_version", "node"), pk=pk)
        return view(request, scenario, **kwargs)

    return found


@require_GET
@authors_only
def index(request: HttpRequest) -> HttpResponse:
    """The cases within the author's reach."""
    scenarios = authored_scenarios(request.user).select_related("current_version", "node", "author")
    rows = [(one, _status(one)) for one in scenarios.defer("current_version__content")]
    return render(request, "drills/admin/index.html", {"rows": rows})


def _status(scenario: Scenario) -> str:
    if scenario.retired_at:
        return _("已停用")
    if scenario.current_version is None:
        return _("草稿")
    if scenario.current_version.content_hash != content_hash(scenario.content):
        return _("第 %(number)s 版，草稿有改动") % {"number": scenario.current_version.number}
    return _("第 %(number)s 版") % {"number": scenario.current_version.number}


@require_http_methods(["GET", "POST"])
@authors_only
def create(request: HttpRequest) -> HttpResponse:
    """Begin a case."""
    form = NewScenarioForm(request.POST or None, nodes=nodes_in_scope(request.user, *AUTHORS))
    if form.is_valid():
        data = form.cleaned_data
        try:
            content = outline.fresh_case(data["key"], data["title"])
            scenario = create_scenario(content=content, node=data["node"], by=request.user)
            return redirect("drills_admin:outline", pk=scenario.pk)
        except DrillRefused as error:
            form.add_error("key", str(error))
    context = {"form": form, "title": _("新建情景"), "submit": _("新建情景")}
    return render(request, "drills/admin/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@authors_only
def import_case(request: HttpRequest) -> HttpResponse:
    """Take a case file in: a new case, or the draft of the one with that key."""
    form = ImportForm(request.POST or None, request.FILES or None, nodes=nodes_in_scope(request.user, *AUTHORS))
    if form.is_valid():
        try:
            content = checked_for_import(form.cleaned_data["file"])
            mine = authored_scenarios(request.user).filter(key=content["key"]).first()
            scenario = (
                save_draft(scenario=mine, content=content, by=request.user)
                if mine
                else create_scenario(content=content, node=form.cleaned_data["node"], by=request.user)
            )
            messages.success(request, _("已导入为草稿，检查后再发布。"))
            return redirect("drills_admin:check", pk=scenario.pk)
        except LintRefused as error:
            form.add_error("file", import_messages(error))
        except DrillRefused as error:
            form.add_error("file", str(error))
    context = {"form": form, "title": _("导入情景"), "submit": _("导入为草稿"), "multipart": True}
    return render(request, "drills/admin/form.html", context, status=422 if form.errors else 200)


@require_GET
@with_scenario
def show_outline(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """The case at a glance: scenes in order, endings, the expert path."""
    return _outline(request, scenario)


@require_GET
@with_scenario
def check(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """The outline with the linter's findings at each scene."""
    return _outline(request, scenario, lint_content(scenario.content))


def _outline(request, scenario: Scenario, findings: list[Message] | None = None, status: int = 200) -> HttpResponse:
    case, found = scenario.content, findings or []
    places = {one["id"] for one in (*case["scenes"], *case["endings"])}
    context = {
        "scenario": scenario,
        "case": case,
        "status": _status(scenario),
        "token": content_hash(case),
        "scenes": [
            (one, KIND_LABELS[one["kind"]], [m for m in found if m.where == one["id"]]) for one in case["scenes"]
        ],
        "endings": [(one, [m for m in found if m.where == one["id"]]) for one in case["endings"]],
        "general": [message for message in found if message.where not in places],
        "checked": findings is not None,
        "blocking": sum(message.blocks for message in found),
        "kinds": KIND_LABELS.items(),
        "changes": changes_since(scenario.current_version) if scenario.current_version else [],
    }
    return render(request, "drills/admin/outline.html", context, status=status)


@require_POST
@with_scenario
def change_outline(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Add, move or remove a scene or ending, or walk the expert path: `action` is "verb:part:name"."""
    verb, _colon, rest = request.POST.get("action", "").partition(":")
    part, _colon, name = rest.partition(":")
    if _outdated(request, scenario):
        return redirect("drills_admin:outline", pk=scenario.pk)
    case = scenario.content
    if verb == "expert":
        return _walk_expert(request, scenario)
    if verb == "add" and part == "scene" and request.POST.get("kind") in KINDS:
        case = outline.add_scene(case, request.POST["kind"])
        name = case["scenes"][-1]["id"]
    elif verb == "add" and part == "ending":
        case = outline.add_ending(case)
        name = case["endings"][-1]["id"]
    elif verb in ("up", "down") and part in ("scenes", "endings"):
        case = outline.move(case, part, name, -1 if verb == "up" else 1)
    elif verb == "remove" and part in ("scenes", "endings") and len(case[part]) > 1:
        case = outline.remove(case, part, name)
    else:
        messages.error(request, _("这一步没有做：至少要留一个场景和一个结局。"))
    save_draft(scenario=scenario, content=outline.with_rules(case), by=request.user)
    return redirect(reverse("drills_admin:outline", args=[scenario.pk]) + f"#{name}")


def _walk_expert(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    try:
        save_draft(scenario=scenario, content=outline.walk_expert(scenario.content), by=request.user)
        messages.success(request, _("已按最优选项排好专家走法。"))
    except ValueError as error:
        messages.error(request, _("专家走法在 %(scene)s 走不下去：请给它一个最优选项，并写好去向。") % {"scene": error})
    except KeyError as error:
        messages.error(request, _("专家走法用到了没有声明的状态 %(name)s。") % {"name": error})
    return redirect(reverse("drills_admin:outline", args=[scenario.pk]) + "#expert")


def _outdated(request: HttpRequest, scenario: Scenario) -> bool:
    """Whether the page was drawn from an older draft; says so. Nothing of what was posted is then written."""
    if request.POST.get("token") == content_hash(scenario.content):
        return False
    messages.error(request, _("草稿刚被改过，这次的改动没有写入。请在最新的草稿上再改。"))
    return True


@require_http_methods(["GET", "POST"])
@with_scenario
def edit_case(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """What the case says about itself."""
    if request.method == "POST" and _outdated(request, scenario):
        return redirect("drills_admin:edit_case", pk=scenario.pk)
    form = CaseForm(request.POST or None, case=scenario.content)
    if form.is_valid():
        save_draft(scenario=scenario, content=form.content(), by=request.user)
        return redirect("drills_admin:outline", pk=scenario.pk)
    context = {
        "form": form,
        "title": _("情景说明"),
        "subtitle": str(scenario),
        "submit": _("保存草稿"),
        "token": content_hash(scenario.content),
        "back": scenario,
    }
    return render(request, "drills/admin/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@with_scenario
def edit_scene(request: HttpRequest, scenario: Scenario, scene_id: str) -> HttpResponse:
    """One scene with its choices or rows as fieldsets; every button saves what was typed first."""
    case = scenario.content
    if scene_id not in {scene["id"] for scene in case["scenes"]}:
        raise Http404
    if request.method == "POST" and _outdated(request, scenario):
        return redirect("drills_admin:edit_scene", pk=scenario.pk, scene_id=scene_id)
    editor = SceneEditor(request.POST if request.method == "POST" else None, case=case, scene_id=scene_id)
    if request.method == "POST" and editor.is_valid():
        case, anchor = _after_scene(editor.content(), scene_id, request.POST.get("action", ""))
        save_draft(scenario=scenario, content=outline.with_rules(case), by=request.user)
        if request.POST.get("action") == "done":
            return redirect(reverse("drills_admin:outline", args=[scenario.pk]) + f"#{scene_id}")
        messages.success(request, _("草稿已保存。"))
        return redirect(reverse("drills_admin:edit_scene", args=[scenario.pk, scene_id]) + f"#{anchor}")
    context = {
        "scenario": scenario,
        "editor": editor,
        "kind_label": KIND_LABELS[editor.scene["kind"]],
        "token": content_hash(case),
        "truths": TRUTH_LABELS.items(),
        "invalid": request.method == "POST",
    }
    return render(request, "drills/admin/scene.html", context, status=422 if request.method == "POST" else 200)


def _after_scene(case: dict, scene_id: str, action: str) -> tuple[dict, str]:
    """The case after the button that was pressed, and the part to come back to."""
    verb, _colon, rest = action.partition(":")
    part, _colon, name = rest.partition(":")
    scene = scene_of(case, scene_id)
    parts = {"choices", KINDS[scene["kind"]].rows.name if KINDS[scene["kind"]].rows else "choices"}
    if verb == "add" and part == "choices":
        case = outline.add_choice(case, scene_id)
        name = scene_of(case, scene_id)["choices"][-1]["id"]
    elif verb == "add" and part in parts:
        case = outline.add_row(case, scene_id)
        name = scene_of(case, scene_id)[part][-1]["id"]
    elif verb in ("up", "down") and part in parts:
        case = outline.move(case, part, name, -1 if verb == "up" else 1, scene_id)
    elif verb == "remove" and part in parts and len(scene[part]) > 1:
        case, name = outline.remove(case, part, name, scene_id), ""
    return case, name


@require_http_methods(["GET", "POST"])
@with_scenario
def edit_ending(request: HttpRequest, scenario: Scenario, ending_id: str) -> HttpResponse:
    """One ending."""
    ending = ending_of(scenario.content, ending_id)
    if ending is None:
        raise Http404
    if request.method == "POST" and _outdated(request, scenario):
        return redirect("drills_admin:edit_ending", pk=scenario.pk, ending_id=ending_id)
    form = EndingForm(request.POST or None, initial=ending)
    if form.is_valid():
        endings = [one | form.cleaned_data if one["id"] == ending_id else one for one in scenario.content["endings"]]
        save_draft(scenario=scenario, content=scenario.content | {"endings": endings}, by=request.user)
        return redirect(reverse("drills_admin:outline", args=[scenario.pk]) + f"#{ending_id}")
    context = {
        "form": form,
        "title": _("结局 %(id)s") % {"id": ending_id},
        "subtitle": str(scenario),
        "submit": _("保存草稿"),
        "token": content_hash(scenario.content),
        "back": scenario,
    }
    return render(request, "drills/admin/form.html", context, status=422 if form.errors else 200)


@require_POST
@with_scenario
def publish(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Freeze the draft as the next version, or show what stands in the way."""
    try:
        version = publish_scenario(scenario=scenario, by=request.user)
    except LintRefused as error:
        messages.error(request, str(error))
        scenario.refresh_from_db()
        return _outline(request, scenario, error.messages, status=422)
    except DrillRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("第 %(number)s 版已发布，新的演练都用它。") % {"number": version.number})
    return redirect("drills_admin:outline", pk=scenario.pk)


@require_POST
@with_scenario
def retire(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Take the case out of the catalogue."""
    retire_scenario(scenario=scenario, by=request.user)
    messages.success(request, _("已停用：目录里不再出现，已有的演练和版本都保留。再次发布即恢复。"))
    return redirect("drills_admin:outline", pk=scenario.pk)


@require_GET
@with_scenario
def versions(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """The frozen versions, newest first."""
    listed = scenario.versions.select_related("published_by").order_by("-number")
    return render(request, "drills/admin/versions.html", {"scenario": scenario, "versions": listed})


@require_POST
@with_scenario
def restore(request: HttpRequest, scenario: Scenario, number: int) -> HttpResponse:
    """A frozen version becomes the draft again; nothing is published by that."""
    version = get_object_or_404(scenario.versions, number=number)
    save_draft(scenario=scenario, content=version.content, by=request.user)
    messages.success(request, _("草稿已换成第 %(number)s 版的内容。") % {"number": number})
    return redirect("drills_admin:outline", pk=scenario.pk)


@require_GET
@with_scenario
def export(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """The draft, or with ?version=n a frozen version, as a file of the format."""
    content = scenario.content
    number = request.GET.get("version", "")
    if number:
        content = get_object_or_404(scenario.versions, number=typed_id(number)).content
    name = f"{scenario.key}-v{number}.json" if number else f"{scenario.key}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(exported(content), content_type="application/json; charset=utf-8", headers=headers)


@require_http_methods(["GET", "POST"])
@with_scenario
def preview(request: HttpRequest, scenario: Scenario) -> HttpResponse:
    """Play the draft; nothing is stored. The page carries the way so far."""
    case = scenario.content
    rules = set(ServiceRule.objects.values_list("code", flat=True))
    items = set(ServiceItem.objects.values_list("code", flat=True))
    if not can_be_played(case, rule_codes=rules, item_codes=items):
        messages.error(request, _("草稿还走不通，请先按检查结果改好。"))
        return redirect("drills_admin:check", pk=scenario.pk)
    seed = int(raw) if (raw := request.POST.get("seed", "1")).isdecimal() and len(raw) < 10 else 1
    played, error = replay(case, request.POST.get("way", ""), seed), ""
    if request.method == "POST" and "back" in request.POST:
        played = replay(case, json.dumps(played.way[:-1]), seed)
    elif request.method == "POST" and not ending_of(case, played.scene):
        here = scene_of(case, played.scene, played.rows)
        try:
            played.go(case, KINDS[here["kind"]].move_from_form(request.POST, here))
        except IllegalMove as refused:
            error = move_message(refused.code)
    return render(request, "drills/admin/preview.html", _preview_context(scenario, case, played, seed, error))


def _preview_context(scenario: Scenario, case: dict, played: Preview, seed: int, error: str) -> dict:
    context = {
        "scenario": scenario,
        "case_title": case["title"],
        "target_minutes": case["target_minutes"],
        "position": played,
        "way": json.dumps(played.way, ensure_ascii=False),
        "seed": seed,
        "error": error,
        "move": {},
        "ending": ending_of(case, played.scene, played.rows),
    }
    if context["ending"]:
        outcome = played.outcome(case)
        rows = [(DIMENSIONS[name], outcome.dimensions[name], full) for name, full in RUBRIC.items()]
        return context | {"outcome": outcome, "dimensions": rows, "scene_title": context["ending"]["title"]}
    here = scene_of(case, played.scene, played.rows)
    kind = KINDS[here["kind"]]
    return context | {
        "opening": fill(case["opening"], played.rows) if played.step == 1 else "",
        "scene_title": here["title"],
        "scene_text": here["text"],
        "face": kind.face(here),
        "choices": choices_shown(here, played.state) if "choices" in here else [],
        "kind_template": f"drills/scene_kinds/{kind.kind}/scene.html",
        "truth_labels": TRUTH_LABELS.items(),
    }
