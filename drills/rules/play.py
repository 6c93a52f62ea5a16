"""One step through a case: a move in a scene, its effects, its points and where it leads."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from drills.rules.pools import Rows, fill_all
from drills.rules.state import PASS_SCORE, PASSING, RUBRIC, State, apply, route, time_points
from drills.scene_kinds import KINDS
from drills.scene_kinds.base import choices_shown


class IllegalMove(ValueError):
    """The move does not fit the scene. `code`: choice_missing, unknown_choice, marks_missing, unknown_mark, …"""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Step:
    """What one move did. `effects` in the order they applied; `wrong` the ids of rows settled wrongly, of `total`."""

    state: State
    leads_to: str
    effects: list[dict] = field(default_factory=list)
    points: dict[str, int] = field(default_factory=dict)
    verdict: str = ""
    wrong: tuple[str, ...] = ()
    total: int = 0


@dataclass(frozen=True)
class Outcome:
    """What a finished run is worth."""

    score: int
    dimensions: dict[str, int]
    red_line: bool
    passed: bool


def scene_of(case: dict, scene_id: str, rows: Rows | None = None) -> dict:
    """The scene with that id, its placeholders filled by `rows`. Raises KeyError if the case has none."""
    for scene in case["scenes"]:
        if scene["id"] == scene_id:
            return fill_all(scene, rows) if rows else scene
    raise KeyError(scene_id)


def ending_of(case: dict, ending_id: str, rows: Rows | None = None) -> dict | None:
    """The ending with that id, filled; None if the id is a scene's."""
    found = next((ending for ending in case["endings"] if ending["id"] == ending_id), None)
    return fill_all(found, rows) if found and rows else found


def take(case: dict, scene_id: str, state: State, move: dict, rows: Rows) -> Step:
    """Make `move` in the scene. Raises IllegalMove if it does not fit."""
    scene = scene_of(case, scene_id, rows)
    kind = KINDS[scene["kind"]]
    if problem := kind.move_problem(scene, move):
        raise IllegalMove(problem)
    choice = _choice(scene, state, move)
    judged = kind.judge(scene, move)
    effects = [one for one in (scene.get("effects"), *judged.effects, (choice or {}).get("effects")) if one]
    after = apply(apply(state, scene.get("effects"), *judged.effects), (choice or {}).get("effects"))
    points = Counter(share(scene.get("score", {}), len(judged.wrong), judged.total)) + Counter(
        (choice or {}).get("points")
    )
    return Step(
        state=after,
        leads_to=route(choice["next"] if choice else scene["next"], after)[1],
        effects=effects,
        points=dict(points),
        verdict=choice["verdict"] if choice else "",
        wrong=judged.wrong,
        total=judged.total,
    )


def _choice(scene: dict, state: State, move: dict) -> dict | None:
    """The choice made; None where the scene offers none. Raises IllegalMove."""
    if "choices" not in scene:
        return None
    if not move.get("choice"):
        raise IllegalMove("choice_missing")
    for choice in choices_shown(scene, state):
        if choice["id"] == move["choice"]:
            return choice
    raise IllegalMove("unknown_choice")


def share(score: dict[str, int], wrong: int, total: int) -> dict[str, int]:
    """Points for rows: the whole part of full marks × right ÷ all, per dimension."""
    return {dimension: full * (total - wrong) // total for dimension, full in score.items()} if total else {}


def scene_full_marks(scene: dict) -> int:
    """The most points that the scene can give."""
    choices = [sum(choice["points"].values()) for choice in scene.get("choices", [])]
    return sum(scene.get("score", {}).values()) + max(choices, default=0)


def expert_moves(case: dict, rows: Rows) -> Iterator[tuple[str, dict]]:
    """The expert's path as (scene id, move): its choices, and every row right."""
    for step in case["expert_path"]:
        if "scene" in step:
            scene = scene_of(case, step["scene"], rows)
            choice = {"choice": step["choice"]} if step.get("choice") else {}
            yield step["scene"], KINDS[scene["kind"]].right_move(scene) | choice


def expert_state(case: dict, rows: Rows) -> State:
    """The state in which the expert ends."""
    state = dict(case["initial"])
    for scene_id, move in expert_moves(case, rows):
        state = take(case, scene_id, state, move, rows).state
    return state


def reckon(case: dict, points: list[dict[str, int]], verdicts: list[str], state: State, ending_id: str) -> Outcome:
    """The result of a run by its steps' points and verdicts, its last state and its ending.

    Each dimension is capped at its full mark. Passed: a passing ending, no red line, and at least 80 points.
    """
    earned = sum((Counter(one) for one in points), Counter())
    dimensions = {name: min(full, earned[name]) for name, full in RUBRIC.items()}
    dimensions["time"] = time_points(state["minutes"], case["target_minutes"])
    score = sum(dimensions.values())
    verdict = ending_of(case, ending_id)["verdict"]
    red_line = verdict == "red_line" or "red_line" in verdicts
    return Outcome(score, dimensions, red_line, verdict in PASSING and not red_line and score >= PASS_SCORE)
