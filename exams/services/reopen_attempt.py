"""Give a closed attempt back, by two people: one asks, another approves."""

from datetime import datetime, timedelta

from django.db import transaction

from exams.errors import ExamProblem
from exams.models import Attempt, Reopening, Result, ResultChange, Sitting
from exams.rules import states
from exams.services.transition import lock_attempt, lock_candidacies, transition
from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.sabotage import broken


@transaction.atomic
def ask_to_reopen(*, attempt_id: int, by: User, seconds: int, reason: str, at: datetime | None = None) -> Reopening:
    """The request, waiting for a second person; one at a time.

    Raises ExamProblem: wrong_state, sitting_cancelled, other_attempt_runs.
    """
    attempt = lock_attempt(attempt_id)
    if attempt.state not in (states.CLOSED, states.GRADED) or attempt.reopenings.waiting().exists():
        raise ExamProblem("wrong_state", state=attempt.state)
    check_may_run_again(attempt)
    asked = Reopening.objects.create(
        attempt=attempt, seconds=seconds, reason=reason, asked_by=by, asked_at=at or database_now()
    )
    audit.record(
        "attempt.reopening_asked", by=by, on=attempt, node_path=attempt.sitting.node.path, reason=reason, at=at
    )
    return asked


@transaction.atomic
def approve_reopening(*, reopening: Reopening, by: User, at: datetime | None = None) -> Attempt:
    """The attempt runs again for the seconds that were asked; its first marks stay, and those of the next closing take
    their place. A result that was not released is withdrawn, with what had moved it; the trail keeps its score.

    Raises ExamProblem: same_person, wrong_state, sitting_cancelled, other_attempt_runs.
    """
    attempt = lock_with_candidacy(reopening.attempt_id)
    reopening = Reopening.objects.waiting().filter(pk=reopening.pk).first()
    if reopening is None or attempt.state not in (states.CLOSED, states.GRADED):
        raise ExamProblem("wrong_state", state=attempt.state)
    if reopening.asked_by_id == by.pk and not broken("second-signature"):
        raise ExamProblem("same_person")
    check_may_run_again(attempt)
    now = at or database_now()
    reopening.approved_by, reopening.approved_at = by, now
    reopening.save(update_fields=["approved_by", "approved_at"])
    withdrawn = Result.objects.filter(attempt=attempt, released_at=None)
    before = {"score": f"{score}"} if (score := withdrawn.values_list("score", flat=True).first()) is not None else None
    ResultChange.objects.filter(result__in=withdrawn).delete()
    withdrawn.delete()
    attempt.marking_tasks.all().delete()
    attempt.grading_jobs.all().delete()
    deadline = now + timedelta(seconds=reopening.seconds)
    transition(
        attempt, states.IN_PROGRESS, deadline_at=deadline, closed_at=None, close_cause="", snapshot_hash="",
        lease_epoch=attempt.lease_epoch + 1,  # what is written from now on is newer than any late answer admitted before
        accept_until=deadline + timedelta(seconds=attempt.sitting.grace_seconds),
    )  # fmt: skip
    audit.record(
        "attempt.reopened", by=by, on=attempt, node_path=attempt.sitting.node.path, before=before,
        after={"asked_by": reopening.asked_by.username, "seconds": reopening.seconds}, reason=reopening.reason, at=now,
    )  # fmt: skip
    return attempt


def lock_with_candidacy(attempt_id: int) -> Attempt:
    """The attempt under its lock, after that of its candidacy: no start and no cancelling is under way meanwhile."""
    found = Attempt.objects.select_related("sitting", "candidacy").filter(pk=attempt_id).first()
    if found is None:
        raise ExamProblem("not_found")
    lock_candidacies(found.sitting, only=found.candidacy)
    return lock_attempt(attempt_id)


def check_may_run_again(attempt: Attempt) -> None:
    """Raise the ExamProblem that stands in the way, if any."""
    if attempt.sitting.state == Sitting.State.CANCELLED:
        raise ExamProblem("sitting_cancelled")
    others = Attempt.objects.filter(candidacy=attempt.candidacy_id, state__in=states.OPEN)
    if others.exclude(pk=attempt.pk).exists():
        raise ExamProblem("other_attempt_runs")
