"""Begin an assessed run on a release, or come back to the open one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from drills.errors import DrillRefused
from drills.models import AssessedRelease, Run
from drills.services.close_overdue_runs import close_overdue_runs
from drills.services.start_run import fresh_seed, insert_or_join
from foundation.clock import database_now
from foundation.models import User


@transaction.atomic
def start_assessed_run(
    *, release: AssessedRelease, by: User, seed: int | None = None, at: datetime | None = None
) -> Run:
    """The person's open run on the release, or a new one on the released version.

    Raises DrillRefused outside the window, after withdrawal, for people not on it, and when no attempt is left.
    """
    release = (
        AssessedRelease.objects.select_for_update(of=("self",)).select_related("version__scenario").get(pk=release.pk)
    )
    now = at or database_now()
    close_overdue_runs(person=by, at=now)
    taken = list(release.runs.filter(person=by))
    running = next((run for run in taken if run.state == Run.State.IN_PROGRESS), None)
    if running:
        return running
    if not release.people.filter(pk=by.pk).exists() or release.withdrawn_at:
        raise DrillRefused(_("这次演练考核没有安排您，或已撤回。"))
    if now < release.opens_at:
        raise DrillRefused(_("还没有到开始时间。"))
    if now >= release.closes_at:
        raise DrillRefused(_("已过截止时间，不能再开始。"))
    if len(taken) >= release.attempts:
        raise DrillRefused(_("允许的次数已经用完。"))
    run = insert_or_join(
        Run(
            person=by,
            scenario=release.version.scenario,
            version=release.version,
            mode=Run.Mode.ASSESSED,
            release=release,
            seed=fresh_seed() if seed is None else seed,
            started_at=now,
        )
    )
    if run.release_id != release.pk:
        raise DrillRefused(_("同一情景还有一次考核没有走完，请先走完那一次。"))
    return run
