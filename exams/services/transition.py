"""The one place that writes an attempt's state."""

from exams.errors import ExamProblem
from exams.models import Attempt, Candidacy, Sitting
from exams.rules.states import may_follow
from foundation.sabotage import broken


def transition(attempt: Attempt, then: str, **fields) -> Attempt:
    """Move a locked attempt on, with the columns that change along. Raises ExamProblem("wrong_state")."""
    check_may_follow(attempt, then)
    attempt.state = then
    for name, value in fields.items():
        setattr(attempt, name, value)
    attempt.save(update_fields=["state", *fields])
    return attempt


def transition_all(attempts: list[Attempt], then: str) -> None:
    """The same for many locked attempts, in one statement. Raises ExamProblem("wrong_state") if one may not follow."""
    for attempt in attempts:
        check_may_follow(attempt, then)
    Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts]).update(state=then)


def check_may_follow(attempt: Attempt, then: str) -> None:
    if not may_follow(attempt.state, then) and not broken("state-table"):
        raise ExamProblem("wrong_state", state=attempt.state)


def lock_attempt(attempt_id: int, **conditions) -> Attempt:
    """The attempt under its row lock, with its sitting. Raises ExamProblem("not_found")."""
    rows = Attempt.objects.select_related("sitting", "candidacy")
    if not broken("attempt-lock"):
        rows = rows.select_for_update(of=("self",))
    attempt = rows.filter(pk=attempt_id, **conditions).first()
    if attempt is None:
        raise ExamProblem("not_found")
    return attempt


def lock_candidacies(sitting: Sitting, *, only: Candidacy | None = None) -> None:
    """What may start in the sitting waits from here on; a start under way has ended before, so its attempt is seen.

    `no_key`: at its commit a start looks for the rows that it refers to, and a full lock on them would be a deadlock.
    """
    rows = sitting.candidacies.filter(pk=only.pk) if only else sitting.candidacies.all()
    if not broken("start-lock"):
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))
