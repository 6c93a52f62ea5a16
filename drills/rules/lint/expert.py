"""The expert's path: it holds together, takes only best choices, ends excellently and earns exactly 100."""

from collections import Counter

from drills.rules.lint.problem import Problem
from drills.rules.play import IllegalMove, scene_of, take
from drills.rules.pools import draw
from drills.rules.state import RUBRIC, cost, time_points
from drills.scene_kinds import KINDS


def expert_problems(case: dict) -> tuple[list[Problem], tuple | None]:
    """What is wrong with the path, and what it costs the citizen (None where it cannot be walked)."""
    rows, path = draw(case["pools"], None), case["expert_path"]
    state, here, earned = dict(case["initial"]), case["start"], Counter()
    found: list[Problem] = []
    for step in path[:-1]:
        if step.get("scene") != here or here not in {scene["id"] for scene in case["scenes"]}:
            return [*found, Problem("expert_jumps", scene=here, params={"to": step.get("scene", "")})], None
        move = KINDS[scene_of(case, here)["kind"]].right_move(scene_of(case, here, rows))
        try:
            taken = take(case, here, state, move | ({"choice": step["choice"]} if "choice" in step else {}), rows)
        except IllegalMove:
            return [*found, Problem("expert_step_impossible", scene=here, params={"to": step.get("choice", "")})], None
        if taken.verdict and taken.verdict != "best":
            found.append(Problem("expert_not_best", scene=here, row=step["choice"]))
        state, here = taken.state, taken.leads_to
        earned += Counter(taken.points)
    verdicts = {ending["id"]: ending["verdict"] for ending in case["endings"]}
    if path[-1].get("ending") != here or verdicts.get(here) != "excellent":
        return [*found, Problem("expert_ends_badly", scene=here)], None
    earned["time"] = time_points(state["minutes"], case["target_minutes"])
    found += [
        Problem("expert_points", params={"name": name, "points": earned[name], "full": full})
        for name, full in RUBRIC.items()
        if earned[name] != full
    ]
    return found, cost(state)
