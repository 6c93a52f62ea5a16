"""Variations: one row of every pool is drawn by the run's seed and fills the placeholders `{pool.field}`."""

import re
from random import Random

PLACEHOLDER = re.compile(r"\{([a-z_]+)\.([a-z_]+)\}")
Rows = dict[str, dict[str, str]]


def draw(pools: dict[str, list[dict]], seed: int | None) -> Rows:
    """One row per pool. The same seed gives the same rows; None gives row 0, the canonical one."""
    rng = Random(seed)
    return {name: pools[name][0 if seed is None else rng.randrange(len(pools[name]))] for name in sorted(pools)}


def fill(text: str, rows: Rows) -> str:
    """The text with its placeholders filled, twice over, since a pool value may name another pool."""
    for _ in range(2):
        text = PLACEHOLDER.sub(lambda found: rows.get(found[1], {}).get(found[2], found[0]), text)
    return text


def fill_all(value, rows: Rows):
    """Every text inside a JSON value, filled."""
    if isinstance(value, str):
        return fill(value, rows)
    if isinstance(value, list):
        return [fill_all(one, rows) for one in value]
    if isinstance(value, dict):
        return {key: fill_all(one, rows) for key, one in value.items()}
    return value
