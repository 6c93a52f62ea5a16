"""Where a run stands, read from its decisions."""

from dataclasses import dataclass

from drills.models import Decision, Run
from drills.rules.pools import Rows, draw
from drills.rules.state import State


@dataclass(frozen=True)
class Position:
    """The scene (or ending) at which the run stands, its state, the drawn rows, and what the next decision is numbered."""

    scene: str
    state: State
    rows: Rows
    next_number: int
    step: int  # which scene of the way this is, from 1


def live_decisions(run: Run) -> list[Decision]:
    """The decisions that stand, in order: those not taken back."""
    everything = list(run.decisions.all())
    undone = {one.undoes_id for one in everything if one.undoes_id}
    return [one for one in everything if one.pk not in undone and not one.undoes_id]


def position_of(run: Run) -> Position:
    """Where the run stands now."""
    case = run.version.content
    everything = list(run.decisions.all())
    last = everything[-1] if everything else None
    undone = sum(one.undoes_id is not None for one in everything)
    return Position(
        scene=last.leads_to if last else case["start"],
        state=last.state_after if last else dict(case["initial"]),
        rows=draw(case["pools"], run.seed),
        next_number=len(everything) + 1,
        step=len(everything) - 2 * undone + 1,
    )
