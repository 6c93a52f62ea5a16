"""Lay papers out before the bell, so that at the bell an attempt only has to begin. Run every minute; any number may run
at once. Whoever is left out (invited late, a second attempt) has the paper laid out at the start."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from exams.errors import ExamProblem
from exams.models import Attempt, Candidacy, Sitting
from exams.services.start_attempt import READY, lay_out_attempt, lock_candidacy
from foundation.clock import database_now

AHEAD = timedelta(minutes=30)


def lay_out_ahead(*, at: datetime | None = None, limit: int = 1000) -> int:
    """Lay out the paper of everyone whose window opens within the next half hour, each in its own transaction; how many
    this call laid out."""
    now = at or database_now()
    rows = awaiting_the_bell(now).order_by("opens", "pk").select_related("person")
    return sum(_lay_out_for(candidacy, now) for candidacy in list(rows[:limit]))


def awaiting_the_bell(now: datetime) -> QuerySet[Candidacy]:
    """Candidates whose window opens soon and who have no attempt yet."""
    return (
        Candidacy.objects.filter(withdrawn_at=None, trial=False, sitting__state=Sitting.State.SCHEDULED)
        .filter(sitting__paper_version__state__in=READY, sitting__opens_at__lte=now + AHEAD, sitting__closes_at__gt=now)
        .annotate(opens=Coalesce("opens_at", "sitting__opens_at"))
        .filter(opens__gt=now, opens__lte=now + AHEAD)
        .exclude(Exists(Attempt.objects.filter(candidacy=OuterRef("pk"))))
    )


@transaction.atomic
def _lay_out_for(candidacy: Candidacy, now: datetime) -> bool:
    try:
        locked = lock_candidacy(candidacy.sitting_id, candidacy.person, now)
        if locked.attempts.exists():
            return False
        lay_out_attempt(locked, number=1, now=now)
    except ExamProblem:  # withdrawn meanwhile, or a pool that cannot fill a paper: the start will say so
        return False
    return True
