"""Shape: every part is there, has the right type and a name of its own; after this the other checks may index freely."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from drills.rules.lint.problem import Problem
from drills.rules.state import CHANNELS, COUNTERS, ENDING_VERDICTS, VERDICTS
from drills.scene_kinds import KINDS

ID = re.compile(r"^[A-Za-z][A-Za-z0-9_]{0,39}$")
CASE = {
    "key": str, "title": str, "summary": str, "service_items": list, "rules": list, "channel": str,
    "target_minutes": (int, float), "initial": dict, "opening": str, "start": str, "scenes": list, "endings": list,
    "expert_path": list, "pools": dict,
}  # fmt: skip
CHOICE = {
    "id": str, "text": str, "effects": dict, "points": dict, "rules": list, "verdict": str, "feedback": str,
    "next": (str, list),
}  # fmt: skip
ENDING = {"id": str, "verdict": str, "title": str, "text": str, "lesson": str}
TYPES = {
    "speaker": str, "choices": list, "documents": list, "points": list, "rules": list, "effects": dict, "score": dict,
    "next": (str, list), "handbook": str, "name": str, "face": str, "truth": str, "why": str, "text": str,
    "needed": bool, "if_wrong": dict, "id": str, "when": dict,
}  # fmt: skip
MAY_BE_EMPTY = {"service_items", "summary", "handbook", "pools", "face"}


def shape_problems(case: object) -> list[Problem]:
    """What is missing or of the wrong type. Nothing else may run while this finds anything."""
    if not isinstance(case, dict):
        return [Problem("not_a_case")]
    found = list(_fields(case, CASE, {}))
    if _broken(found):
        return found
    found += _case(case)
    for scene in case["scenes"]:
        found += _scene(scene) if isinstance(scene, dict) else [Problem("wrong_type", params={"field": "scenes"})]
    for ending in case["endings"]:
        found += _ending(ending) if isinstance(ending, dict) else [Problem("wrong_type", params={"field": "endings"})]
    return found + ([] if _broken(found) else _ids(case))


def _broken(found: list[Problem]) -> bool:
    """Whether something is missing or mistyped; a text that is still empty can be looked past."""
    return any(one.code != "field_empty" for one in found)


def _fields(row: dict, needs: dict, may: dict, scene: str = "", name: str = "") -> Iterator[Problem]:
    """Missing, unknown, mistyped and empty fields of one object."""
    here = {"scene": scene, "row": name}
    for field, kind in needs.items():
        if field not in row:
            yield Problem("field_missing", params={"field": field}, **here)
        elif not _is(row[field], kind):
            yield Problem("wrong_type", params={"field": field}, **here)
        elif isinstance(row[field], str) and not row[field].strip() and field not in MAY_BE_EMPTY:
            yield Problem("field_empty", params={"field": field}, **here)
    for field in set(row) - set(needs):
        if field not in may:
            yield Problem("field_unknown", params={"field": field}, **here)
        elif not _is(row[field], may[field]):
            yield Problem("wrong_type", params={"field": field}, **here)


def _is(value: Any, kind: Any) -> bool:
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _case(case: dict) -> Iterator[Problem]:
    for field in ("service_items", "rules"):
        if not all(isinstance(one, str) for one in case[field]):
            yield Problem("wrong_type", params={"field": field})
    if case["channel"] not in CHANNELS:
        yield Problem("unknown_channel", params={"value": case["channel"]})
    if not 1 <= case["target_minutes"] <= 60:
        yield Problem("target_minutes", params={"value": case["target_minutes"]})
    for counter in COUNTERS:
        if not _is(case["initial"].get(counter), (int, float)):
            yield Problem("initial_counter", params={"name": counter})
    for name, value in case["initial"].items():
        if name not in COUNTERS and value is not False:
            yield Problem("flag_not_false", params={"name": name})
    if not case["scenes"]:
        yield Problem("no_scenes")
    if not case["endings"]:
        yield Problem("no_endings")
    for step in case["expert_path"]:
        if not isinstance(step, dict) or not all(isinstance(value, str) for value in step.values()):
            yield Problem("wrong_type", params={"field": "expert_path"})
            return
    for pool, rows in case["pools"].items():
        if not isinstance(rows, list) or not rows or not all(_is_pool_row(row) for row in rows):
            yield Problem("pool_shape", params={"pool": pool})


def _is_pool_row(row: Any) -> bool:
    return isinstance(row, dict) and all(isinstance(value, str) for value in row.values())


def _scene(scene: dict) -> Iterator[Problem]:
    name = scene.get("id") if isinstance(scene.get("id"), str) else ""
    kind = KINDS.get(scene.get("kind")) if isinstance(scene.get("kind"), str) else None
    if kind is None:
        yield Problem("unknown_kind", scene=name, params={"value": str(scene.get("kind"))})
        return
    needs = {"id": str, "kind": str, "title": str, "text": str} | {field: TYPES[field] for field in kind.needs}
    faults = list(_fields(scene, needs, {field: TYPES[field] for field in kind.may}, scene=name))
    yield from faults
    if _broken(faults):
        return
    for choice in scene.get("choices", []):
        if not isinstance(choice, dict):
            yield Problem("wrong_type", scene=name, params={"field": "choices"})
        else:
            yield from _choice(choice, name)
    if kind.rows:
        yield from _rows(scene, kind.rows, name)
    yield from _numbers(scene.get("score", {}), "score", name)
    yield from _next(scene.get("next"), name)


def _choice(choice: dict, scene: str) -> Iterator[Problem]:
    name = choice.get("id") if isinstance(choice.get("id"), str) else ""
    faults = list(_fields(choice, CHOICE, {"when": dict}, scene=scene, name=name))
    yield from faults
    if _broken(faults):
        return
    if choice["verdict"] not in VERDICTS:
        yield Problem("unknown_verdict", scene=scene, row=name, params={"value": choice["verdict"]})
    if not all(isinstance(one, str) for one in choice["rules"]):
        yield Problem("wrong_type", scene=scene, row=name, params={"field": "rules"})
    yield from _numbers(choice["points"], "points", scene, name)
    yield from _next(choice["next"], scene, name)


def _rows(scene: dict, part, name: str) -> Iterator[Problem]:
    may = {field: TYPES[field] for field in part.may}
    needs = {field: TYPES[field] for field in part.needs}
    for row in scene[part.name]:
        if not isinstance(row, dict):
            yield Problem("wrong_type", scene=name, params={"field": part.name})
            return
        yield from _fields(row, needs, may, scene=name, name=row["id"] if isinstance(row.get("id"), str) else "")
    counted = Counter(row.get("id") for row in scene[part.name] if isinstance(row.get("id"), str))
    for row, times in counted.items():
        if times > 1:
            yield Problem("id_twice", scene=name, row=row, params={"id": row})


def _numbers(points: dict, field: str, scene: str, row: str = "") -> Iterator[Problem]:
    if not all(isinstance(value, int) and not isinstance(value, bool) and value >= 0 for value in points.values()):
        yield Problem("points_not_whole", scene=scene, row=row, params={"field": field})


def _next(following: Any, scene: str, row: str = "") -> Iterator[Problem]:
    if not isinstance(following, list):
        return
    for route in following:
        right = isinstance(route, dict) and isinstance(route.get("to"), str) and set(route) <= {"to", "when"}
        if not right or not isinstance(route.get("when", {}), dict):
            yield Problem("route_shape", scene=scene, row=row)
            return
    if not following:
        yield Problem("route_shape", scene=scene, row=row)


def _ending(ending: dict) -> Iterator[Problem]:
    name = ending.get("id") if isinstance(ending.get("id"), str) else ""
    faults = list(_fields(ending, ENDING, {}, scene=name))
    yield from faults
    if not _broken(faults) and ending["verdict"] not in ENDING_VERDICTS:
        yield Problem("unknown_verdict", scene=name, params={"value": ending["verdict"]})


def _ids(case: dict) -> list[Problem]:
    names = [scene["id"] for scene in case["scenes"]] + [ending["id"] for ending in case["endings"]]
    names += [choice["id"] for scene in case["scenes"] for choice in scene.get("choices", [])]
    twice = [Problem("id_twice", scene=name, params={"id": name}) for name, n in Counter(names).items() if n > 1]
    rows = [row["id"] for s in case["scenes"] if (part := KINDS[s["kind"]].rows) for row in s[part.name]]
    odd = [Problem("id_form", scene=name, params={"id": name}) for name in {*names, *rows} if not ID.match(name)]
    start = [] if case["start"] in {scene["id"] for scene in case["scenes"]} else [Problem("start_unknown")]
    return twice + odd + start
