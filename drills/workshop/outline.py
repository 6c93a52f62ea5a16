"""Changes to the outline of a draft: new, moved and removed parts, and the expert path walked for the author.

Every function takes the draft's content and gives back a changed copy; nothing here touches the database.
"""

import copy
from string import ascii_lowercase

from drills.rules.lint.meaning import used_rules
from drills.rules.play import scene_of, take
from drills.rules.pools import draw
from drills.scene_kinds import KINDS

MAX_STEPS = 60
FRESH_EFFECTS = {"minutes": 1}


def fresh_case(key: str, title: str) -> dict:
    """A draft to begin with: one dialogue and an ending of each verdict."""
    case = {
        "key": key,
        "title": title,
        "summary": "",
        "service_items": [],
        "rules": [],
        "channel": "window",
        "target_minutes": 7,
        "initial": {"patience": 3, "minutes": 0, "trips": 0, "legal_errors": 0},
        "opening": "",
        "start": "s1",
        "scenes": [],
        "endings": [
            fresh_ending("e_best", "excellent"),
            fresh_ending("e_pass", "pass"),
            fresh_ending("e_fail", "fail"),
        ],
        "expert_path": [],
        "pools": {},
    }
    return add_scene(case, "dialogue")


def fresh_ending(name: str, verdict: str) -> dict:
    return {"id": name, "verdict": verdict, "title": "", "text": "", "lesson": ""}


def add_scene(case: dict, kind: str) -> dict:
    """A new scene of that kind at the end, with empty parts ready to be filled."""
    case = copy.deepcopy(case)
    name = _free("s", {scene["id"] for scene in case["scenes"]})
    scene = {"id": name, "kind": kind, "title": "", "text": ""}
    target = case["endings"][0]["id"] if case["endings"] else ""
    empty = {"speaker": "", "choices": [], "documents": [], "points": [], "rules": [], "next": target, "score": {}}
    empty |= {"effects": dict(FRESH_EFFECTS)}
    scene |= {field: empty[field] for field in sorted(KINDS[kind].needs)}
    if kind == "document_check":
        scene |= {"next": target, "handbook": ""}
    case["scenes"].append(scene)
    for _ in range(2 if "choices" in scene else 0):
        case = add_choice(case, name)
    for _ in range(2 if KINDS[kind].rows else 0):
        case = add_row(case, name)
    return case


def add_choice(case: dict, scene_id: str) -> dict:
    """An empty choice at the end of the scene's choices."""
    case = copy.deepcopy(case)
    scene = scene_of(case, scene_id)
    taken = {choice["id"] for one in case["scenes"] for choice in one.get("choices", [])}
    name = next(f"{scene_id}_{letter}" for letter in _letters() if f"{scene_id}_{letter}" not in taken)
    target = case["endings"][0]["id"] if case["endings"] else ""
    scene.setdefault("choices", []).append(
        {
            "id": name,
            "text": "",
            "effects": dict(FRESH_EFFECTS),
            "points": {},
            "rules": [],
            "verdict": "weak",
            "feedback": "",
            "next": target,
        }
    )
    scene.pop("next", None)
    return case


def add_row(case: dict, scene_id: str) -> dict:
    """An empty document or notice point at the end of the scene's rows."""
    case = copy.deepcopy(case)
    scene = scene_of(case, scene_id)
    part = KINDS[scene["kind"]].rows.name
    name = _free("d" if part == "documents" else "n", {row["id"] for row in scene[part]})
    row = {"id": name, "why": ""}
    row |= {"name": "", "face": "", "truth": "valid"} if part == "documents" else {"text": "", "needed": True}
    scene[part].append(row)
    return case


def add_ending(case: dict) -> dict:
    """An empty ending at the end."""
    case = copy.deepcopy(case)
    case["endings"].append(fresh_ending(_free("e", {ending["id"] for ending in case["endings"]}), "fail"))
    return case


def remove(case: dict, part: str, name: str, scene_id: str = "") -> dict:
    """Without that scene, ending, choice or row. References to it stay; the linter names them."""
    case = copy.deepcopy(case)
    holder = scene_of(case, scene_id) if scene_id else case
    holder[part] = [one for one in holder[part] if one["id"] != name]
    return case


def move(case: dict, part: str, name: str, by: int, scene_id: str = "") -> dict:
    """That scene, ending, choice or row `by` places further down (negative: up), within the ends."""
    case = copy.deepcopy(case)
    holder = scene_of(case, scene_id) if scene_id else case
    listed = holder[part]
    here = next((place for place, one in enumerate(listed) if one["id"] == name), None)
    if here is not None:
        there = max(0, min(len(listed) - 1, here + by))
        listed.insert(there, listed.pop(here))
    return case


def with_rules(case: dict) -> dict:
    """The case with its list of rules as its scenes and choices name them."""
    return case | {"rules": sorted(used_rules(case))}


def walk_expert(case: dict) -> dict:
    """The case with the expert path that follows the first best choice of every scene and settles every row rightly.

    Raises ValueError with the scene's id where the way does not go on.
    """
    rows, state, here, path = draw(case["pools"], None), dict(case["initial"]), case["start"], []
    endings, scenes = {one["id"] for one in case["endings"]}, {one["id"] for one in case["scenes"]}
    while here not in endings:
        if here not in scenes or len(path) >= MAX_STEPS:
            raise ValueError(here)
        scene = scene_of(case, here, rows)
        best = next((choice for choice in scene.get("choices", []) if choice["verdict"] == "best"), None)
        if "choices" in scene and best is None:
            raise ValueError(here)
        choice = {"choice": best["id"]} if best else {}
        try:
            step = take(case, here, state, KINDS[scene["kind"]].right_move(scene) | choice, rows)
        except (LookupError, ValueError) as error:
            raise ValueError(here) from error
        path.append({"scene": here, **choice})
        state, here = step.state, step.leads_to
    return case | {"expert_path": [*path, {"ending": here}]}


def _free(prefix: str, taken: set[str]) -> str:
    number = 1
    while f"{prefix}{number}" in taken:
        number += 1
    return f"{prefix}{number}"


def _letters():
    yield from ascii_lowercase
    for first in ascii_lowercase:
        yield from (first + second for second in ascii_lowercase)
