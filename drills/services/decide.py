"""Do one thing in a run."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from drills.errors import DrillRefused, move_message
from drills.models import Decision, Run
from drills.play import position_of
from drills.rules.play import IllegalMove, ending_of, take
from drills.services.finish_run import finish
from foundation.clock import database_now
from foundation.models import User
from foundation.sabotage import broken


@transaction.atomic
def decide(*, run: Run, number: int, move: dict, by: User, at: datetime | None = None) -> Run:
    """Append decision `number` with `move`; the run as it stands then, finished if the move led to an ending.

    `number` is the one the page was drawn for: a repeated or outdated posting changes nothing. Raises DrillRefused
    if the run is not `by`'s, is over, or the move does not fit the scene.
    """
    run = Run.objects.select_for_update(of=("self",)).select_related("version", "scenario", "release").get(pk=run.pk)
    if run.person_id != by.pk:
        raise DrillRefused(_("这是别人的演练。"))
    position = position_of(run)
    if number != position.next_number and not broken("drills.decision-number"):
        return run
    if run.state != Run.State.IN_PROGRESS:
        raise DrillRefused(_("这次演练已经结束，可以看复盘或重新开始。"))
    now = at or database_now()
    if run.release and now >= run.release.closes_at:
        raise DrillRefused(_("已过截止时间，这次考核没有走完，不计成绩。"))
    case = run.version.content
    try:
        step = take(case, position.scene, position.state, move, position.rows)
    except IllegalMove as error:
        raise DrillRefused(move_message(error.code)) from error
    Decision.objects.create(
        run=run,
        number=position.next_number,
        scene=position.scene,
        move=move,
        effects=step.effects,
        state_after=step.state,
        points=step.points,
        verdict=step.verdict,
        wrong=list(step.wrong),
        leads_to=step.leads_to,
        at=now,
    )
    if ending_of(case, step.leads_to):
        finish(run, step.leads_to, step.state, now)
    return run
