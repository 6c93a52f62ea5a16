"""What differs between two wordings, character by character."""

from dataclasses import dataclass
from difflib import SequenceMatcher

SHORTEST_ISLAND = 3


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `changed`: the other wording does not have it."""

    text: str
    changed: bool


def difference(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """`old` and `new`, each cut into pieces that both have and pieces that only it has.

    Longest common runs as difflib.SequenceMatcher finds them. Runs of fewer than SHORTEST_ISLAND characters between two
    changes count as changed too: 之 or 的 standing alone between strokes helps nobody. Joined, the pieces give the texts.
    """
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (tag, a, b, c, d) in enumerate(opcodes):
        island = b - a < SHORTEST_ISLAND and 0 < place < len(opcodes) - 1
        changed = tag != "equal" or island
        left.append((old[a:b], changed))
        right.append((new[c:d], changed))
    return _joined(left), _joined(right)


def _joined(parts: list[tuple[str, bool]]) -> list[Piece]:
    """Neighbours of one kind become one piece; empty ones vanish."""
    pieces: list[Piece] = []
    for text, changed in parts:
        if text and pieces and pieces[-1].changed == changed:
            pieces[-1] = Piece(pieces[-1].text + text, changed)
        elif text:
            pieces.append(Piece(text, changed))
    return pieces
