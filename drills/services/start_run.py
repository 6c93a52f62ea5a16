"""Begin a run, or come back to the one that is open."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from drills.errors import DrillRefused
from drills.models import Run, Scenario
from foundation.clock import database_now
from foundation.models import User


def start_run(*, scenario: Scenario, by: User, seed: int | None = None, at: datetime | None = None) -> Run:
    """The person's open training run of the case, or a new one on the version in force.

    `seed` draws the variation (a fresh one by default). Raises DrillRefused if the case is not published.
    """
    return open_run(by, scenario, Run.Mode.TRAINING) or _begin(scenario, by, seed, at)


def open_run(person: User, scenario: Scenario, mode: str) -> Run | None:
    """The person's run in progress, if there is one."""
    return Run.objects.filter(person=person, scenario=scenario, mode=mode, state=Run.State.IN_PROGRESS).first()


def _begin(scenario: Scenario, by: User, seed: int | None, at: datetime | None) -> Run:
    if scenario.current_version is None or scenario.retired_at:
        raise DrillRefused(_("这个情景还没有发布，或已停用。"))
    run = Run(
        person=by,
        scenario=scenario,
        version=scenario.current_version,
        seed=fresh_seed() if seed is None else seed,
        started_at=at or database_now(),
    )
    return insert_or_join(run)


def fresh_seed() -> int:
    """A seed nobody can guess."""
    return secrets.randbelow(2**31)


def insert_or_join(run: Run) -> Run:
    """Save the run; if another tab was faster, the one that it opened (the constraint allows a single one)."""
    try:
        with transaction.atomic():
            run.save(force_insert=True)
            return run
    except IntegrityError:
        other = open_run(run.person, run.scenario, run.mode)
        if other is None:
            raise
        return other
