"""Which state of an attempt may follow which. Nothing else in the app knows."""

CREATED, IN_PROGRESS, SUSPENDED, CLOSED, GRADED, RELEASED, VOID = (
    "created", "in_progress", "suspended", "closed", "graded", "released", "void",
)  # fmt: skip
BEGUN = (IN_PROGRESS, SUSPENDED)  # somebody writes, or will go on
OPEN = (CREATED, *BEGUN)  # of these a candidacy has one at most

# state → states that may follow. Back from closed or graded to in_progress leads only through a reopening that two
# people signed (services/reopen_attempt.py); from graded to closed where an admitted late answer needs a marker.
FOLLOWING: dict[str, frozenset[str]] = {
    CREATED: frozenset({IN_PROGRESS, VOID}),
    IN_PROGRESS: frozenset({SUSPENDED, CLOSED, VOID}),
    SUSPENDED: frozenset({IN_PROGRESS, VOID}),
    CLOSED: frozenset({GRADED, VOID, IN_PROGRESS}),
    GRADED: frozenset({RELEASED, VOID, IN_PROGRESS, CLOSED}),
    RELEASED: frozenset(),
    VOID: frozenset(),
}


def may_follow(state: str, then: str) -> bool:
    """Whether an attempt in `state` may move to `then`."""
    return then in FOLLOWING[state]
