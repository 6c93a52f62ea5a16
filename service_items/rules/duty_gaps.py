"""Whether a service item has somebody who serves it and somebody who covers, in plain Python."""

from collections.abc import Iterable

NOBODY, NO_A, NO_B, ALL_AWAY, A_AWAY, B_AWAY = "nobody", "no_a", "no_b", "all_away", "a_away", "b_away"


def gap_of(held: Iterable[tuple[str, bool]]) -> str:
    """What is missing of A and B, "" if nothing is; `held` are (part, whether that person is at work today).

    >>> gap_of([("A", True), ("B", True)]), gap_of([]), gap_of([("A", True)]), gap_of([("A", False), ("B", True)])
    ('', 'nobody', 'no_b', 'a_away')
    """
    held = list(held)
    parts, here = {part for part, _present in held}, {part for part, present in held if present}
    if not parts:
        return NOBODY
    if len(parts) == 1:
        return NO_B if "A" in parts else NO_A
    if not here:
        return ALL_AWAY
    return {("A",): B_AWAY, ("B",): A_AWAY}.get(tuple(sorted(here)), "")
