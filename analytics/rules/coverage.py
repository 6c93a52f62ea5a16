"""AB coverage, in plain Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

ENOUGH = 2  # a service item needs two cleared people in post: one serves, one covers


@dataclass(frozen=True)
class ItemCoverage:
    """How many can serve one service item in one hall. `cleared_present` are the ids of those who can today."""

    code: str
    assigned_a: frozenset[int]
    assigned_b: frozenset[int]
    cleared_present: frozenset[int]

    @property
    def gap(self) -> str:
        """ "none" (two or more can), "one", or "nobody"."""
        count = len(self.cleared_present)
        return "none" if count >= ENOUGH else "one" if count else "nobody"


def coverage(
    codes: Iterable[str],
    *,
    present: set[int],
    cleared: Mapping[str, set[int]],
    duties: Iterable[tuple[int, str, str]],
) -> list[ItemCoverage]:
    """One row per item code: `cleared` maps code → people cleared anywhere, `duties` are (person id, code, "A" or "B").

    Only people in `present` (in post today, in this hall) count.

    >>> row = coverage(["I01"], present={1, 2}, cleared={"I01": {1, 3}}, duties=[(1, "I01", "A")])[0]
    >>> row.gap, sorted(row.cleared_present), sorted(row.assigned_a)
    ('one', [1], [1])
    """
    assigned: dict[tuple[str, str], set[int]] = {}
    for person_id, code, part in duties:
        assigned.setdefault((code, part), set()).add(person_id)
    return [
        ItemCoverage(
            code=code,
            assigned_a=frozenset(assigned.get((code, "A"), ())),
            assigned_b=frozenset(assigned.get((code, "B"), ())),
            cleared_present=frozenset(cleared.get(code, set()) & present),
        )
        for code in codes
    ]
