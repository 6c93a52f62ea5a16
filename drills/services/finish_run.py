"""Close a run: its result is reckoned from its decisions, once, or the person gives it up."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from drills.errors import DrillRefused
from drills.models import Run
from drills.play import live_decisions
from drills.rules.play import reckon
from drills.rules.state import State
from drills.services.hand_down_mistakes import hand_down_mistakes
from drills.signals import run_finished
from foundation import audit
from foundation.clock import database_now
from foundation.facts import announce
from foundation.models import User


def finish(run: Run, ending: str, state: State, now: datetime) -> None:
    """Fill the result columns of the locked run and announce `run_finished` after commit."""
    steps = live_decisions(run)
    outcome = reckon(run.version.content, [one.points for one in steps], [one.verdict for one in steps], state, ending)
    run.state, run.finished_at, run.ending = Run.State.FINISHED, now, ending
    run.score, run.dimensions = outcome.score, outcome.dimensions
    run.red_line, run.passed = outcome.red_line, outcome.passed
    run.minutes, run.trips, run.legal_errors = state["minutes"], state["trips"], state["legal_errors"]
    run.save()
    hand_down_mistakes(run, steps, at=now)
    if run.mode == Run.Mode.ASSESSED:
        after = {"score": run.score, "passed": run.passed, "red_line": run.red_line, "ending": ending}
        audit.record("drill.assessed", by=run.person, on=run, node_path=run.scenario.node.path, after=after, at=now)
    announce(
        run_finished,
        key=f"run-{run.pk}",
        run_id=run.pk,
        person_id=run.person_id,
        scenario_key=run.scenario.key,
    )


@transaction.atomic
def abandon_run(*, run: Run, by: User, at: datetime | None = None) -> Run:
    """Give up an open training run; it counts for nothing. An assessed run cannot be given up."""
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.person_id != by.pk or run.mode != Run.Mode.TRAINING:
        raise DrillRefused(_("考核中的演练不能放弃，请走到结局。"))
    if run.state == Run.State.IN_PROGRESS:
        run.state, run.finished_at = Run.State.ABANDONED, at or database_now()
        run.save(update_fields=["state", "finished_at"])
    return run
