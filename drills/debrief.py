"""The debrief: a person's own path beside the expert's, stop by stop."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from drills.lint_words import DIMENSIONS
from drills.models import Decision, Run
from drills.play import live_decisions
from drills.rules.play import ending_of, expert_state, scene_full_marks, scene_of
from drills.rules.pools import draw
from drills.rules.state import RUBRIC
from service_items.models import ServiceRule

TRUTH_LABELS = {
    "valid": _("有效"),
    "missing": _("缺少"),
    "expired": _("过期"),
    "inconsistent": _("不一致"),
    "superfluous": _("不需要"),
}


@dataclass(frozen=True)
class Row:
    """A paper or a notice point that was settled wrongly: what the person did, what was right, and why."""

    name: str
    own: str
    right: str
    why: str


@dataclass(frozen=True)
class Stop:
    """One scene of the person's path. `same`: as the expert would; `detour`: the expert never comes here."""

    number: int
    title: str
    same: bool
    detour: bool
    points: int
    full: int
    own: str = ""
    expert: str = ""
    why: str = ""
    happened: str = ""
    speaker: str = ""
    text: str = ""
    red_line: bool = False
    rules: list[ServiceRule] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Debrief:
    """Everything the page shows of a finished run."""

    run: Run
    ending: dict
    stops: list[Stop]
    dimensions: list[tuple[str, int, int]]  # label, earned, full
    expert_minutes: float
    expert_trips: int
    weak_rules: list[ServiceRule]

    @property
    def decisions(self) -> list[Stop]:
        return [stop for stop in self.stops if not stop.happened]

    @property
    def same_count(self) -> int:
        return sum(stop.same for stop in self.decisions)


def debrief_of(run: Run) -> Debrief:
    """The debrief of a finished run."""
    case, rows = run.version.content, draw(run.version.content["pools"], run.seed)
    rules = {rule.code: rule for rule in ServiceRule.objects.all()}
    expert = {step["scene"]: step.get("choice") for step in case["expert_path"] if "scene" in step}
    stops = [
        _stop(number, one, scene_of(case, one.scene, rows), expert, rules)
        for number, one in enumerate(live_decisions(run), start=1)
    ]
    best = expert_state(case, rows)
    weak = {rule.code: rule for stop in stops if not stop.same for rule in stop.rules}
    return Debrief(
        run=run,
        ending=ending_of(case, run.ending, rows),
        stops=stops,
        dimensions=[(DIMENSIONS[name], run.dimensions.get(name, 0), full) for name, full in RUBRIC.items()],
        expert_minutes=best["minutes"],
        expert_trips=best["trips"],
        weak_rules=sorted(weak.values(), key=lambda rule: rule.code),
    )


def _stop(number: int, one: Decision, scene: dict, expert: dict, rules: dict[str, ServiceRule]) -> Stop:
    choices = {choice["id"]: choice for choice in scene.get("choices", [])}
    own = choices.get(one.move.get("choice"))
    better = choices.get(expert.get(scene["id"])) or next((c for c in choices.values() if c["verdict"] == "best"), None)
    same = not one.wrong and (own is None or own["verdict"] == "best")
    codes = [*scene.get("rules", []), *(own or {}).get("rules", [])]
    return Stop(
        number=number,
        title=scene["title"],
        same=same,
        detour=scene["id"] not in expert,
        points=sum(one.points.values()),
        full=scene_full_marks(scene),
        own=own["text"] if own else "",
        expert=better["text"] if better and better is not own else "",
        why=own["feedback"] if own else "",
        happened=scene["text"] if scene["kind"] == "event" else "",
        speaker=scene.get("speaker", ""),
        text=scene["text"],
        red_line=one.verdict == "red_line",
        rules=[rules[code] for code in dict.fromkeys(codes) if code in rules],
        rows=[*_papers(one, scene), *_points(one, scene)],
    )


def _papers(one: Decision, scene: dict) -> list[Row]:
    marks = one.move.get("marks", {})
    return [
        Row(row["name"], TRUTH_LABELS[marks[row["id"]]], TRUTH_LABELS[row["truth"]], row["why"])
        for row in scene.get("documents", [])
        if row["id"] in one.wrong
    ]


def _points(one: Decision, scene: dict) -> list[Row]:
    put = _("写进去了"), _("没写")
    should = _("该写"), _("不该写")
    return [
        Row(row["text"], put[row["needed"]], should[not row["needed"]], row["why"])
        for row in scene.get("points", [])
        if row["id"] in one.wrong
    ]
