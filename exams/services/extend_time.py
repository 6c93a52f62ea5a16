"""Give more time: to one candidate or to everyone in the sitting, with a reason."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from exams.models import Attempt, Candidacy, Extension, Sitting
from exams.rules import states
from exams.services.close_attempt import close_locked, is_over
from exams.services.transition import lock_candidacies
from foundation import audit
from foundation.clock import database_now
from foundation.models import User

MOST_MINUTES = 240


@transaction.atomic
def extend_time(
    *,
    sitting: Sitting,
    minutes: int,
    reason: str,
    by: User,
    candidacy: Candidacy | None = None,
    at: datetime | None = None,
) -> Extension:
    """The extension; running attempts get their later end under their row locks, later starts find it stored. One that had
    run out before is closed: only two people reopen it.

    Raises ValidationError: no reason, or not 1 to 240 minutes.
    """
    if not reason.strip():
        raise ValidationError(_("请写明延时原因，例如“窗口断网 10 分钟”。"))
    if not 1 <= minutes <= MOST_MINUTES:
        raise ValidationError(_("延时请填 1 到 %(most)s 分钟。") % {"most": MOST_MINUTES})
    now = at or database_now()
    more = timedelta(minutes=minutes)
    lock_candidacies(sitting, only=candidacy)
    extension = Extension.objects.create(
        sitting=sitting, candidacy=candidacy, seconds=int(more.total_seconds()), reason=reason.strip(), by=by, at=now
    )
    running = Attempt.objects.select_for_update(of=("self",)).filter(sitting=sitting, state__in=states.BEGUN)
    if candidacy is not None:
        running = running.filter(candidacy=candidacy)
    for attempt in running.order_by("pk"):
        if is_over(attempt, now):
            close_locked(attempt, Attempt.CloseCause.DEADLINE, now)
            continue
        attempt.deadline_at += more
        attempt.accept_until += more
        attempt.save(update_fields=["deadline_at", "accept_until"])
    audit.record(
        "sitting.extended", by=by, on=sitting, node_path=sitting.node.path, reason=reason, at=at,
        after={"minutes": minutes, "candidate": candidacy.person.username if candidacy else None},
    )  # fmt: skip
    return extension
