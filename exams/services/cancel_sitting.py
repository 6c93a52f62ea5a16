"""Call a sitting off."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exams.models import Attempt, Sitting
from exams.rules import states
from exams.services.close_attempt import close_locked, is_over
from exams.services.transition import lock_candidacies, transition
from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.notices import send_notice


@transaction.atomic
def cancel_sitting(*, sitting: Sitting, by: User, reason: str, at: datetime | None = None) -> Sitting:
    """Nobody can start any more, and attempts that run become void; what was handed in, or had run out, before stays."""
    sitting = Sitting.objects.select_for_update(of=("self",), no_key=True).select_related("node").get(pk=sitting.pk)
    if sitting.state == Sitting.State.CANCELLED:
        return sitting
    sitting.state, sitting.cancelled_reason = Sitting.State.CANCELLED, reason
    sitting.save(update_fields=["state", "cancelled_reason"])
    lock_candidacies(sitting)
    running = Attempt.objects.filter(sitting=sitting, state__in=states.OPEN)
    now = at or database_now()
    for attempt in running.select_for_update(of=("self",)).order_by("pk"):
        if is_over(attempt, now):
            close_locked(attempt, Attempt.CloseCause.DEADLINE, now)
        else:
            transition(attempt, states.VOID, void_reason=reason)
    send_notice(
        to=[each.person for each in sitting.candidacies.filter(withdrawn_at=None).select_related("person")],
        title=_("考试取消：%(title)s") % {"title": sitting.title}, body=reason, url=reverse("exams:sittings"),
        key=f"exams.cancelled.{sitting.pk}",
    )  # fmt: skip
    audit.record("sitting.cancelled", by=by, on=sitting, node_path=sitting.node.path, reason=reason, at=at)
    return sitting
