"""完成率、参与率、达标率 of a plan, by place and by person."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from exams.selectors import released_results
from foundation.models import User
from organisation.models import Node, Posting, Window
from plans.models import PlanStep, TrainingPlan
from plans.selectors import PersonProgress, progress_in


@dataclass
class Share:
    """`count` of `total`; `percent` rounds half up and is None for an empty group."""

    count: int = 0
    total: int = 0

    @property
    def percent(self) -> int | None:
        return int(100 * self.count / self.total + 0.5) if self.total else None


@dataclass
class Group:
    """One line of the completion table: a place (or a window) and its people's shares."""

    key: str
    title: str
    url_value: str = ""
    complete: Share = field(default_factory=Share)
    took_part: Share = field(default_factory=Share)
    above_mark: Share = field(default_factory=Share)

    def add(self, row: "PersonLine") -> None:
        for share, hit in (
            (self.complete, row.progress.complete),
            (self.took_part, row.progress.took_part),
            (self.above_mark, row.above_mark),
        ):
            share.total += hit is not None
            share.count += bool(hit)


@dataclass(frozen=True)
class PersonLine:
    """One person: progress, and whether the best released result of the plan's exams reaches the plan's mark; None if the
    plan has no exam."""

    progress: PersonProgress
    best_percent: object
    above_mark: bool | None
    window: Window | None


@dataclass(frozen=True)
class CompletionReport:
    """Everything the completion page shows for one plan under one node. `people` are narrowed, the groups never."""

    plan: TrainingPlan
    node: Node
    total: Group
    places: list[Group]
    windows: list[Group]
    people: list[PersonLine]


WANTED = {
    "left": lambda line: not line.progress.complete,
    "absent": lambda line: not line.progress.took_part,
    "below": lambda line: line.above_mark is False,
}


def completion_report(plan: TrainingPlan, node: Node, *, window: str = "", wanted: str = "") -> CompletionReport:
    """The plan's figures under `node`; the number of queries depends on the plan's steps, not on people or places.

    `window` (a code) and `wanted` (a key of WANTED) narrow the list of people.
    """
    progress = progress_in(plan, below=node)
    people = [row.person for row in progress]
    best = _best_percents(plan, people)
    examined = any(step.kind == PlanStep.Kind.SITTING for step in plan.steps.all())
    children = list(node.get_children())
    places = {child.path: Group(child.code, child.name, child.code) for child in children}
    windows: dict[int | None, Group] = {}
    posted = _postings(node)
    lines, total = [], Group(node.code, node.name)
    for row in progress:
        posting = posted.get(row.person.pk)
        percent = best.get(row.person.pk)
        above = (percent is not None and percent >= plan.target_mark) if examined else None
        line = PersonLine(row, percent, above, posting.window if posting else None)
        lines.append(line)
        total.add(line)
        for path, group in places.items():
            if posting and posting.node.path.startswith(path):
                group.add(line)
        if posting and posting.window and posting.node_id == node.pk:
            counter = posting.window
            windows.setdefault(counter.pk, Group(counter.code, counter.name)).add(line)
    lines = [line for line in lines if not window or (line.window and line.window.code == window)]
    lines = [line for line in lines if WANTED.get(wanted, bool)(line)]
    filled = [group for group in places.values() if group.complete.total]
    return CompletionReport(plan, node, total, filled, sorted(windows.values(), key=lambda group: group.key), lines)


def _postings(node: Node) -> dict[int, Posting]:
    rows = Posting.objects.on(timezone.localdate()).below(node)
    return {row.person_id: row for row in rows.select_related("node", "window")}


def _best_percents(plan: TrainingPlan, people: list[User]) -> dict[int, object]:
    sittings = [int(step.key) for step in plan.steps.all() if step.kind == PlanStep.Kind.SITTING]
    best: dict[int, object] = defaultdict(lambda: None)
    if sittings and people:
        for result in released_results(people).filter(sitting_id__in=sittings):
            if best[result.person_id] is None or result.percent > best[result.person_id]:
                best[result.person_id] = result.percent
    return dict(best)
