"""Lay a paper out for one candidate: ids random per attempt, options shuffled, nothing secret in what is sent."""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from question_bank.question_types import get

PROSE = frozenset({"stem", "text", "name", "face", "instructions"})


@dataclass(frozen=True)
class Layout:
    """The columns of an AttemptPaper (see there)."""

    payload: str
    shapes: dict
    questions: list


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: the text that is hashed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Any) -> str:
    """SHA-256 hex digest of the canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def plain_points(points: Decimal) -> int | float:
    """Points as a JSON number, whole where they are whole."""
    return int(points) if points == int(points) else float(points)


def lay_out(paper: dict, *, seed: int, shuffle: bool = False) -> Layout:
    """`paper` is a frozen payload {"sections": [{"title", "instructions", "minutes", "questions": [{"version", "kind",
    "points", "content"}]}]}. The same seed gives the same layout."""
    rng = Random(seed)
    sections, shown, shapes, questions = [], [], {}, []
    for place, section in enumerate(paper["sections"]):
        rows = rng.sample(section["questions"], len(section["questions"])) if shuffle else section["questions"]
        ids = []
        for row in rows:
            number = len(questions) + 1
            content, names = get(row["kind"]).disguise(row["content"], rng)
            shown_id = f"q{number}-{rng.randrange(16**6):06x}"
            ids.append(shown_id)
            shown.append(
                {"id": shown_id, "number": number, "kind": row["kind"], "points": row["points"], "content": content}
            )
            shapes[shown_id] = {"n": number, "kind": row["kind"], "content": without_prose(content)}
            questions.append(
                {"id": shown_id, "n": number, "version": row["version"], "kind": row["kind"],
                 "points": row["points"], "section": place, "ids": names}
            )  # fmt: skip
        sections.append({name: section.get(name) for name in ("title", "instructions", "minutes")} | {"questions": ids})
    payload = json.dumps({"sections": sections, "questions": shown}, ensure_ascii=False, separators=(",", ":"))
    return Layout(payload, shapes, questions)


def without_prose(content: Any) -> Any:
    """The content with its texts emptied: ids, counts and limits are all that a value is checked against."""
    if isinstance(content, dict):
        return {name: "" if name in PROSE else without_prose(value) for name, value in content.items()}
    return [without_prose(each) for each in content] if isinstance(content, list) else content
