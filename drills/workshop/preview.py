"""Play a draft without leaving a trace: the page carries the way so far, the machine replays it."""

import json
from dataclasses import dataclass, field

from drills.rules.lint.meaning import meaning_problems
from drills.rules.lint.shape import shape_problems
from drills.rules.lint.words import word_problems
from drills.rules.play import IllegalMove, Outcome, ending_of, reckon, take
from drills.rules.pools import Rows, draw
from drills.rules.state import State

MAX_WAY = 200


@dataclass
class Preview:
    """Where the replayed way stands; `way` holds the moves that fitted."""

    scene: str
    state: State
    rows: Rows
    way: list[dict] = field(default_factory=list)
    points: list[dict] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)

    @property
    def step(self) -> int:
        return len(self.way) + 1

    def go(self, case: dict, move: dict) -> None:
        """One move further. Raises IllegalMove."""
        step = take(case, self.scene, self.state, move, self.rows)
        self.scene, self.state = step.leads_to, step.state
        self.way.append(move)
        self.points.append(step.points)
        self.verdicts.append(step.verdict)

    def outcome(self, case: dict) -> Outcome:
        return reckon(case, self.points, self.verdicts, self.state, self.scene)


def can_be_played(case: object, *, rule_codes: set[str], item_codes: set[str]) -> bool:
    """Whether a draft is sound enough to be walked through (its graph may still be wanting)."""
    if any(one.blocks for one in shape_problems(case)):
        return False
    meaning = meaning_problems(case, rule_codes=rule_codes, item_codes=item_codes)
    fatal = {"unknown_state", "effect_type", "condition_shape", "leads_nowhere", "route_order", "next_or_choices"}
    return not fatal & {one.code for one in (*meaning, *word_problems(case))}


def replay(case: dict, way: str, seed: int) -> Preview:
    """The preview after the moves in `way` (JSON text); a move that no longer fits ends the replay there."""
    preview = Preview(case["start"], dict(case["initial"]), draw(case["pools"], seed))
    for move in _moves(way):
        if ending_of(case, preview.scene):
            break
        try:
            preview.go(case, move)
        except IllegalMove:
            break
    return preview


def _moves(way: str) -> list[dict]:
    try:
        moves = json.loads(way or "[]")
    except (json.JSONDecodeError, RecursionError):
        return []
    return [move for move in moves if isinstance(move, dict)][:MAX_WAY] if isinstance(moves, list) else []
