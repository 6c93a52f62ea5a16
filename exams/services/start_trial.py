"""Try a sitting out before anybody else sees it. What comes of it counts nowhere."""

from datetime import datetime

from django.db import transaction

from exams.errors import ExamProblem
from exams.models import Candidacy, Sitting
from exams.services.start_attempt import Started, start_attempt
from foundation import audit
from foundation.clock import database_now
from foundation.models import User


@transaction.atomic
def start_trial(*, sitting: Sitting, by: User, at: datetime | None = None) -> Started:
    """The officer's own test attempt, at any time and as often as wanted; the frozen paper need not be signed yet.

    Raises ExamProblem "trial_by_candidate" for somebody who is invited in earnest, "not_ready", "sitting_cancelled".
    """
    candidacy, fresh = Candidacy.objects.get_or_create(
        sitting=sitting, person=by,
        defaults={"trial": True, "invited_by": by, "invited_at": at or database_now()},
    )  # fmt: skip
    if not candidacy.trial:
        raise ExamProblem("trial_by_candidate")
    started = start_attempt(sitting_id=sitting.pk, person=by, at=at)
    if fresh:
        audit.record("sitting.tried", by=by, on=sitting, node_path=sitting.node.path, at=at)
    return started
