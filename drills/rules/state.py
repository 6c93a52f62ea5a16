"""The state of a run and what changes it.

A state is a dict: four counters (`patience` 0-5, `minutes` in steps of 0.5, `trips` the citizen makes because of us,
`legal_errors`) and the case's own flags (bool). Effects are dicts of the same keys: numbers are added, booleans set.
"""

import math

COUNTERS = ("patience", "minutes", "trips", "legal_errors")
COSTS = ("trips", "legal_errors", "minutes")  # what the citizen pays, compared in this order
PATIENCE_MAX = 5
# domain.md §2.2: full marks per dimension, 100 in all; `time` is reckoned, the others are earned.
RUBRIC = {
    "reception": 10, "need": 15, "documents": 20, "decision": 25, "notice": 15, "entry": 5, "close": 5, "time": 5,
}  # fmt: skip
PASS_SCORE = 80
VERDICTS = ("best", "acceptable", "weak", "wrong", "red_line")
ENDING_VERDICTS = ("excellent", "pass", "fail", "red_line")
PASSING = ("excellent", "pass")
TRUTHS = ("valid", "missing", "expired", "inconsistent", "superfluous")
CHANNELS = ("window", "phone", "online")

State = dict[str, bool | int | float]


def apply(state: State, *effects: dict | None) -> State:
    """The state after `effects`, one after the other; patience stays within 0-5. `state` itself is untouched."""
    after = dict(state)
    for effect in effects:
        for key, value in (effect or {}).items():
            after[key] = value if isinstance(value, bool) else after[key] + value
    after["patience"] = max(0, min(PATIENCE_MAX, after["patience"]))
    return after


def holds(when: dict | None, state: State) -> bool:
    """Whether every condition holds: `{flag: bool}`, `{counter: {"gte": n}}`, `{counter: {"lte": n}}`."""
    for key, want in (when or {}).items():
        have = state[key]
        if isinstance(want, dict):
            if have < want.get("gte", have) or have > want.get("lte", have):
                return False
        elif have != want:
            return False
    return True


def routes_of(following: str | list[dict]) -> list[dict]:
    """`next` as a list of routes; a plain id is one route without a condition."""
    return [{"to": following}] if isinstance(following, str) else following


def route(following: str | list[dict], state: State) -> tuple[int, str]:
    """The place and target of the first route whose condition holds. Raises LookupError if none does."""
    for place, one in enumerate(routes_of(following)):
        if holds(one.get("when"), state):
            return place, one["to"]
    raise LookupError("no route holds")


def cost(state: State) -> tuple:
    """What the citizen paid: (trips, legal errors, minutes); tuples compare as the format says."""
    return tuple(state[key] for key in COSTS)


def time_points(minutes: float, target: float) -> int:
    """The points for time: full on target, one less for each begun minute over it, never below 0."""
    return max(0, RUBRIC["time"] - max(0, math.ceil(minutes - target)))
