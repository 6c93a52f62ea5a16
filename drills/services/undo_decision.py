"""Take back the last decision of a training run."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from drills.errors import DrillRefused
from drills.models import Decision, Run
from drills.play import live_decisions, position_of
from foundation.clock import database_now
from foundation.models import User
from foundation.sabotage import broken


@transaction.atomic
def undo_decision(*, run: Run, number: int, by: User, at: datetime | None = None) -> Run:
    """Append a row that takes back the last decision that still stands; the run is then where it was before it.

    `number` is the one the page was drawn for: a repeated posting changes nothing. Raises DrillRefused for an assessed
    or closed run, another's run, and where nothing is left to take back.
    """
    run = Run.objects.select_for_update(of=("self",)).select_related("version").get(pk=run.pk)
    if run.person_id != by.pk:
        raise DrillRefused(_("这是别人的演练。"))
    position = position_of(run)
    if number != position.next_number and not broken("drills.decision-number"):
        return run
    if run.mode != Run.Mode.TRAINING or run.state != Run.State.IN_PROGRESS:
        raise DrillRefused(_("考核中的抉择不能撤回。") if run.mode == Run.Mode.ASSESSED else _("这次演练已经结束。"))
    standing = live_decisions(run)
    if not standing:
        raise DrillRefused(_("已经回到第一幕，没有可撤回的抉择。"))
    last = standing[-1]
    before = standing[-2].state_after if len(standing) > 1 else run.version.content["initial"]
    Decision.objects.create(
        run=run,
        number=position.next_number,
        scene=last.scene,
        state_after=before,
        leads_to=last.scene,
        undoes=last,
        at=at or database_now(),
    )
    return run
