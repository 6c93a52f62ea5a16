"""Words: placeholders that resolve in every row, and nothing that looks like a citizen's number."""

import json
import re
from collections.abc import Iterator

from drills.rules.lint.problem import Problem
from drills.rules.pools import PLACEHOLDER
from drills.rules.state import TRUTHS

LONG_NUMBER = re.compile(r"\d{11,}")
HALF_WIDTH = re.compile(r"[一-鿿][,;?!][一-鿿]")


def word_problems(case: dict) -> list[Problem]:
    """What is wrong with the texts. The shape must be sound."""
    return [*_pools(case), *_truths(case), *_privacy(case)]


def _pools(case: dict) -> Iterator[Problem]:
    pools = case["pools"]
    for name, rows in pools.items():
        if any(set(row) != set(rows[0]) for row in rows):
            yield Problem("pool_rows_differ", params={"pool": name})
        if len(rows) < 2:
            yield Problem("pool_one_row", params={"pool": name}, blocks=False)
    fields = {f"{name}.{field}" for name, rows in pools.items() for field in rows[0]}
    inside = {f"{a}.{b}" for a, b in PLACEHOLDER.findall(_text(pools))}
    used: set[str] = set(inside)
    for part in (
        *case["scenes"],
        *case["endings"],
        {"id": "", "text": [case["title"], case["summary"], case["opening"]]},
    ):
        names = {f"{a}.{b}" for a, b in PLACEHOLDER.findall(_text(part))}
        used |= names
        for name in sorted(names - fields):
            yield Problem("unknown_placeholder", scene=part["id"], params={"name": name})
    for name in sorted(inside - fields):
        yield Problem("unknown_placeholder", params={"name": name})
    for name in sorted(fields - used):
        yield Problem("placeholder_unused", params={"name": name})


def _truths(case: dict) -> Iterator[Problem]:
    for scene in case["scenes"]:
        for row in scene.get("documents", []):
            found = PLACEHOLDER.fullmatch(row["truth"])
            rows = case["pools"].get(found[1], []) if found else []
            for value in {one.get(found[2]) for one in rows} - set(TRUTHS) if found else ():
                yield Problem("unknown_truth", scene=scene["id"], row=row["id"], params={"value": str(value)})


def _privacy(case: dict) -> Iterator[Problem]:
    for part in (*case["scenes"], *case["endings"], {"id": "", "text": [case["opening"], case["pools"]]}):
        text = _text(part)
        if LONG_NUMBER.search(text):
            yield Problem("long_number", scene=part["id"])
        if HALF_WIDTH.search(text):
            yield Problem("half_width", scene=part["id"], blocks=False)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
