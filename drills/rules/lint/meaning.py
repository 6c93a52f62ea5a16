"""Meaning: codes that exist, effects and conditions on known state, choices that are priced and explained."""

import re
from collections.abc import Iterator, Set
from itertools import chain

from drills.rules.lint.problem import Problem
from drills.rules.state import COSTS, COUNTERS, RUBRIC, routes_of
from drills.scene_kinds import KINDS

NAMES_A_RULE = re.compile(r"R\d\d|I\d\d|法|条例|办法|规定|演示口径")


def meaning_problems(case: dict, *, rule_codes: Set[str], item_codes: Set[str]) -> list[Problem]:
    """What a case says that cannot be so. The shape must be sound."""
    found = list(_codes(case, rule_codes, item_codes)) + list(_flags(case))
    known = {one["id"] for one in chain(case["scenes"], case["endings"])}
    for scene in case["scenes"]:
        found += _scene(case, scene, known)
    if not any(ending["verdict"] == "excellent" for ending in case["endings"]):
        found.append(Problem("no_excellent_ending"))
    verdicts = {choice["verdict"] for scene in case["scenes"] for choice in scene.get("choices", [])}
    if "red_line" not in verdicts:
        found.append(Problem("no_red_line", blocks=False))
    if not case["expert_path"]:
        found.append(Problem("expert_missing"))
    return found


def used_rules(case: dict) -> set[str]:
    """The rule codes that scenes and choices name."""
    scenes = case["scenes"]
    return {
        code for scene in scenes for holder in (scene, *scene.get("choices", [])) for code in holder.get("rules", [])
    }


def _codes(case: dict, rule_codes: Set[str], item_codes: Set[str]) -> Iterator[Problem]:
    used = used_rules(case)
    for code in sorted((used | set(case["rules"])) - rule_codes):
        yield Problem("unknown_rule", params={"code": code})
    for code in sorted(set(case["service_items"]) - item_codes):
        yield Problem("unknown_item", params={"code": code})
    for code in sorted(used ^ set(case["rules"])):
        yield Problem("rules_differ", params={"code": code})


def _flags(case: dict) -> Iterator[Problem]:
    effects, conditions = set(), set()
    for scene in case["scenes"]:
        choices = scene.get("choices", [])
        rows = scene[KINDS[scene["kind"]].rows.name] if KINDS[scene["kind"]].rows else []
        for holder in (scene, *choices):
            effects |= set(holder.get("effects", {}))
            conditions |= set(holder.get("when", {}))
            for route in routes_of(holder.get("next", [])):
                conditions |= set(route.get("when", {}))
        effects |= {name for row in rows for name in row.get("if_wrong", {})}
    for flag in sorted(set(case["initial"]) - set(COUNTERS)):
        if flag not in conditions:
            yield Problem("flag_never_read", params={"name": flag})
        if flag not in effects:
            yield Problem("flag_never_set", params={"name": flag})


def _scene(case: dict, scene: dict, known: set[str]) -> Iterator[Problem]:
    here, kind = scene["id"], KINDS[scene["kind"]]
    if "rules" in kind.needs and not scene["rules"]:
        yield Problem("no_rule", scene=here)
    if kind.rows and not scene[kind.rows.name]:
        yield Problem("no_rows", scene=here, params={"field": kind.rows.name})
        return
    yield from (Problem(code, scene=here, params=params) for code, params in kind.problems(scene))
    yield from _effects(case, scene.get("effects"), here, "")
    for row in scene[kind.rows.name] if kind.rows else []:
        yield from _effects(case, row.get("if_wrong"), here, row["id"])
    yield from _dimensions(scene.get("score", {}), here, "")
    if "next" in scene:
        yield from _next(case, scene["next"], known, here, "")
    if "choices" in scene:
        yield from _choices(case, scene, known)


def _choices(case: dict, scene: dict, known: set[str]) -> Iterator[Problem]:
    here, choices = scene["id"], scene["choices"]
    if not 2 <= len(choices) <= 5:
        yield Problem("choice_count", scene=here, params={"count": len(choices)})
    best = [_price(choice) for choice in choices if choice["verdict"] == "best"]
    if not best:
        yield Problem("no_best_choice", scene=here)
    for choice in choices:
        name = choice["id"]
        if not choice["rules"]:
            yield Problem("no_rule", scene=here, row=name)
        if len(choice["feedback"]) < 25 or not NAMES_A_RULE.search(choice["feedback"]):
            yield Problem("feedback_thin", scene=here, row=name, blocks=False)
        if best and choice["verdict"] != "best" and _price(choice) <= min(best):
            yield Problem("not_dearer", scene=here, row=name)
        yield from _verdict(choice, here)
        yield from _effects(case, choice["effects"], here, name)
        yield from _dimensions(choice["points"], here, name)
        yield from _when(case, choice.get("when"), here, name)
        yield from _next(case, choice["next"], known, here, name)


def _price(choice: dict) -> tuple:
    return tuple(choice["effects"].get(key, 0) for key in COSTS)


def _verdict(choice: dict, here: str) -> Iterator[Problem]:
    verdict, effects = choice["verdict"], choice["effects"]
    if verdict not in ("wrong", "red_line"):
        return
    if not (effects.get("legal_errors", 0) or effects.get("trips", 0) or effects.get("patience", 0) < 0):
        yield Problem("wrong_costs_nothing", scene=here, row=choice["id"])
    if verdict == "red_line" and not effects.get("legal_errors", 0):
        yield Problem("red_line_without_error", scene=here, row=choice["id"])
    if any(value > 3 for value in choice["points"].values()):
        yield Problem("points_for_wrong", scene=here, row=choice["id"])


def _effects(case: dict, effects: dict | None, here: str, row: str) -> Iterator[Problem]:
    for name, value in (effects or {}).items():
        if name not in case["initial"]:
            yield Problem("unknown_state", scene=here, row=row, params={"name": name})
        elif (name in COUNTERS) == isinstance(value, bool) or not isinstance(value, bool | int | float):
            yield Problem("effect_type", scene=here, row=row, params={"name": name})
        elif name in COSTS and value < 0:
            yield Problem("cost_given_back", scene=here, row=row, params={"name": name})
        elif name in COUNTERS and (value * (2 if name == "minutes" else 1)) % 1:
            yield Problem("effect_step", scene=here, row=row, params={"name": name})


def _when(case: dict, when: dict | None, here: str, row: str) -> Iterator[Problem]:
    for name, want in (when or {}).items():
        if name not in case["initial"]:
            yield Problem("unknown_state", scene=here, row=row, params={"name": name})
        elif not (_is_bound(want) if name in COUNTERS else isinstance(want, bool)):
            yield Problem("condition_shape", scene=here, row=row, params={"name": name})


def _is_bound(want: object) -> bool:
    return (
        isinstance(want, dict)
        and bool(want)
        and set(want) <= {"gte", "lte"}
        and all(isinstance(value, int | float) and not isinstance(value, bool) for value in want.values())
    )


def _next(case: dict, following: str | list[dict], known: set[str], here: str, row: str) -> Iterator[Problem]:
    routes = routes_of(following)
    for route in routes:
        if route["to"] not in known:
            yield Problem("leads_nowhere", scene=here, row=row, params={"to": route["to"]})
        yield from _when(case, route.get("when"), here, row)
    if routes[-1].get("when") or any(not route.get("when") for route in routes[:-1]):
        yield Problem("route_order", scene=here, row=row)


def _dimensions(points: dict, here: str, row: str) -> Iterator[Problem]:
    for name in points:
        if name not in RUBRIC or name == "time":
            yield Problem("unknown_dimension", scene=here, row=row, params={"name": name})
