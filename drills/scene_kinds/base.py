"""What every kind of scene can do. Plain Python; its template stands in templates/drills/scene_kinds/<kind>/."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from drills.rules.state import State, apply, holds


@dataclass(frozen=True)
class Judgement:
    """What the rows of a scene came to: which were wrong, of how many, and what each mistake costs."""

    wrong: tuple[str, ...] = ()
    total: int = 0
    effects: tuple[dict, ...] = ()


@dataclass(frozen=True)
class Part:
    """A list of rows that the kind carries: the scene's key for it, the keys a row needs and may have."""

    name: str
    needs: frozenset[str]
    may: frozenset[str] = field(default_factory=frozenset)


class SceneKind(ABC):
    """One kind. A `move` is what a person did in the scene, a JSON object: choice, marks, points."""

    kind: str
    needs: frozenset[str]  # keys besides id, kind, title, text
    may: frozenset[str] = frozenset()
    rows: Part | None = None

    @abstractmethod
    def move_from_form(self, data: Mapping, scene: dict) -> dict[str, Any]:
        """The move in a posted form; what was left untouched is left out."""

    def move_problem(self, scene: dict, move: dict) -> str:
        """A code saying what is missing or unknown in `move` apart from the choice; "" if nothing is."""
        return ""

    def judge(self, scene: dict, move: dict) -> Judgement:
        """Judge the rows; `scene` has its placeholders filled."""
        return Judgement()

    @abstractmethod
    def face(self, scene: dict) -> dict[str, Any]:
        """What the player may see of the scene besides its choices: never a truth, a why, an effect or a point."""

    def right_move(self, scene: dict) -> dict[str, Any]:
        """The rows as an expert settles them."""
        return {}

    def problems(self, scene: dict) -> Iterator[tuple[str, dict]]:
        """(code, parameters) for each fault that only this kind can have; the general shape is checked before."""
        yield from ()

    def outcomes(self, scene: dict) -> Iterator[tuple[list[dict], int, int]]:
        """Every judgement that differs in state: (effects of the mistakes, how many are wrong, of how many rows)."""
        rows = scene.get(self.rows.name, []) if self.rows else []
        heavy = [row["if_wrong"] for row in rows if row.get("if_wrong")]
        for count in range(len(heavy) + 1):
            for missed in combinations(heavy, count):
                yield list(missed), count, len(rows)


def choices_shown(scene: dict, state: State) -> list[dict]:
    """The choices whose condition holds once the scene's own effects have applied (before any marks are judged)."""
    before = apply(state, scene.get("effects"))
    return [choice for choice in scene.get("choices", []) if holds(choice.get("when"), before)]
