"""A mark moved after the grading: the result follows, says from what to what and why, and everyone concerned hears."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from exams.models import Attempt, KeyChange, Result, ResultChange
from exams.services.grade_attempt import fill_result
from exams.services.write_reviews import write_reviews
from exams.signals import result_changed
from foundation.facts import announce
from foundation.models import User
from foundation.notices import send_notice


def change_result(
    attempt: Attempt, *, cause: str, reason: str, by: User | None, now: datetime, change: KeyChange | None = None
) -> ResultChange | None:
    """Add the marks in force of a locked, graded attempt up again. None where neither score nor pass moves.

    A released result is announced and its candidate told; what the candidate may see is written anew in any case.
    """
    result = Result.objects.select_for_update().get(attempt=attempt)
    old_score, old_passed = result.score, result.passed
    fill_result(result, attempt, now)
    moved = (result.score, result.passed) != (old_score, old_passed)
    result.number += moved
    result.save()
    if result.released_at:
        write_reviews(attempt.sitting, [attempt], now)
    if not moved:
        return None
    row = ResultChange.objects.create(
        result=result, number=result.number, cause=cause, change=change, reason=reason[:300], old_score=old_score,
        new_score=result.score, old_passed=old_passed, new_passed=result.passed, by=by, at=now,
    )  # fmt: skip
    if result.released_at and not result.trial:
        tell_of_change(attempt, result, row)
    return row


def tell_of_change(attempt: Attempt, result: Result, change: ResultChange) -> None:
    """Announce one moved result and put it into the person's inbox."""
    announce(
        result_changed, key=f"result-{result.pk}-{result.number}", result_id=result.pk, person_id=result.person_id,
        sitting_id=result.sitting_id,
    )  # fmt: skip
    send_notice(
        to=[result.person],
        title=_("成绩有变动：%(title)s") % {"title": attempt.sitting.title},
        body=spoken(change),
        url=reverse("exams:result", args=[attempt.pk]),
        key=f"exams.result.{result.pk}.{result.number}",
    )


def spoken(change: ResultChange) -> str:
    """From what to what, and why, in a sentence."""
    said = {"old": f"{change.old_score.normalize():f}", "new": f"{change.new_score.normalize():f}"}
    text = _("%(old)s 分改为 %(new)s 分。") % said
    if change.new_passed != change.old_passed:
        text += _("现在合格。") if change.new_passed else _("现在未合格。")
    return f"{text}{change.reason}"
