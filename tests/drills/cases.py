"""The demo cases for tests, and ways through them."""

import copy
import json
from functools import cache
from pathlib import Path

from drills.play import position_of
from drills.rules.play import ending_of, scene_of, take
from drills.rules.pools import draw
from drills.scene_kinds import KINDS
from drills.scene_kinds.base import choices_shown

DEMO = Path(__file__).parents[2] / "drills" / "demo_data"
KEYS = sorted(path.stem for path in DEMO.glob("D*.json"))
RULES = {f"R{number:02}" for number in range(1, 21)}
ITEMS = {f"I{number:02}" for number in range(1, 16)}


@cache
def _text(key: str) -> str:
    return (DEMO / f"{key}.json").read_text(encoding="utf-8")


def case(key: str) -> dict:
    return json.loads(_text(key))


def moves_at(content: dict, scene_id: str, state: dict, rows: dict) -> list[dict]:
    """Right rows, then each costly row wrong by itself, with every choice shown."""
    scene = scene_of(content, scene_id, rows)
    right = KINDS[scene["kind"]].right_move(scene)
    settled = [right]
    for row in scene.get("documents", []):
        if row.get("if_wrong"):
            wrong = copy.deepcopy(right)
            wrong["marks"][row["id"]] = "valid" if row["truth"] != "valid" else "missing"
            settled.append(wrong)
    for row in scene.get("points", []) if scene["kind"] == "notice" else []:
        if row.get("if_wrong"):
            settled.append({"points": sorted(set(right["points"]) ^ {row["id"]})})
    if "choices" not in scene:
        return settled
    return [one | {"choice": choice["id"]} for one in settled for choice in choices_shown(scene, state)]


def ways_to_endings(content: dict, seed: int | None = None) -> dict[str, list[tuple[str, dict]]]:
    """Ending → a shortest list of (scene, move) that leads there, breadth first."""
    rows = draw(content["pools"], seed)
    start = (content["start"], dict(content["initial"]), [])
    found, seen, waiting = {}, set(), [start]
    while waiting and len(found) < len(content["endings"]):
        following = []
        for here, state, way in waiting:
            for move in moves_at(content, here, state, rows):
                step = take(content, here, state, move, rows)
                longer = [*way, (here, move)]
                if ending_of(content, step.leads_to):
                    found.setdefault(step.leads_to, longer)
                    continue
                node = (step.leads_to, tuple(sorted(step.state.items())))
                if node not in seen:
                    seen.add(node)
                    following.append((step.leads_to, step.state, longer))
        waiting = following
    return found


def form_of(move: dict, number: int) -> dict:
    """The posted form of a move, as the browser would send it."""
    data = {f"mark-{key}": mark for key, mark in move.get("marks", {}).items()}
    if "choice" in move:
        data["choice"] = move["choice"]
    if "points" in move:
        data["point"] = move["points"]
    return data | {"number": number}


def expert_way(content: dict, seed: int) -> list[tuple[str, dict]]:
    from drills.rules.play import expert_moves

    return list(expert_moves(content, draw(content["pools"], seed)))


def walk(client, run, way, *, look: bool = True) -> None:
    """Play `way` over HTTP from where the run stands; with `look` each scene's page is opened before the move."""
    for scene_id, move in way:
        run = type(run).objects.get(pk=run.pk)
        position = position_of(run)
        assert position.scene == scene_id
        assert not look or client.get(f"/drills/runs/{run.pk}/").status_code == 200
        answer = client.post(f"/drills/runs/{run.pk}/", form_of(move, position.next_number))
        assert answer.status_code == 302, answer.content.decode()[:2000]
