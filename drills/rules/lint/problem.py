"""One finding of the linter."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """`code` says what, `scene` and `row` (a choice, document, point or ending id) where, `params` the particulars.

    Only findings that block stand in the way of publishing; the others are advice.
    """

    code: str
    scene: str = ""
    row: str = ""
    params: dict = field(default_factory=dict)
    blocks: bool = True
