"""Release the results of a sitting: from here on people see them."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from exams.models import Attempt, Result, Sitting
from exams.release_selectors import releasable
from exams.rules import states
from exams.services.transition import transition_all
from exams.services.write_reviews import write_reviews
from exams.signals import result_released
from foundation import audit
from foundation.clock import database_now
from foundation.facts import announce
from foundation.models import User
from foundation.notices import send_notice


@transaction.atomic
def release_results(*, sitting: Sitting, by: User | None, at: datetime | None = None) -> list[Result]:
    """Release every graded attempt's result; those already released stay. How many wait is the caller's to show.

    One with late answers, or with a request to reopen it or make it void, waits for the decision about them: after the
    release there is none any more.
    """
    graded = list(
        releasable(Attempt.objects.select_for_update(of=("self",)).filter(sitting=sitting))
        .select_related("person")
        .order_by("pk")
    )
    now = at or database_now()
    results = {row.attempt_id: row for row in Result.objects.filter(attempt__in=graded)}
    transition_all(graded, states.RELEASED)
    Result.objects.filter(attempt__in=graded).update(released_at=now, released_by=by)
    write_reviews(sitting, graded, now)
    for attempt in graded:
        tell(attempt, results[attempt.pk])
    audit.record(
        "results.released", by=by, on=sitting, node_path=sitting.node.path, after={"results": len(graded)}, at=at
    )
    return list(Result.objects.filter(attempt__in=graded))


def release_if_automatic(attempt: Attempt, at: datetime | None = None) -> None:
    """Release what is graded, where the sitting wants no officer to look first."""
    if attempt.state == states.GRADED and attempt.sitting.release_policy == Sitting.Release.AUTOMATIC:
        release_results(sitting=attempt.sitting, by=None, at=at)


def tell(attempt: Attempt, result: Result) -> None:
    """Announce one released result and put it into the person's inbox."""
    if result.trial:
        return
    announce(
        result_released, key=f"result-{result.pk}", result_id=result.pk, person_id=result.person_id,
        sitting_id=result.sitting_id,
    )  # fmt: skip
    send_notice(
        to=[attempt.person],
        title=_("成绩已发布：%(title)s") % {"title": attempt.sitting.title},
        url=reverse("exams:result", args=[attempt.pk]),
        key=f"exams.result.{result.pk}.{result.number}",
    )
