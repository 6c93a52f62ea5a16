"""What the appraisal does when it hears from the apps below."""

from appraisal.models import AppraisalPeriod
from appraisal.services.reckon_period import reckon_period
from drills.models import Run
from drills.signals import run_finished
from exams.models import Result
from exams.signals import result_changed, result_released
from foundation.clock import local_date
from foundation.facts import receives
from foundation.models import User
from organisation.models import Posting


def reckon_month_of(person: User, at) -> None:
    """Reckon the month of `at` in every period that the person belongs to and that stands open or closed."""
    month = local_date(at).replace(day=1)
    paths = Posting.objects.filter(person=person).values_list("node__path", flat=True)
    for period in AppraisalPeriod.objects.filter(month=month).select_related("node"):
        if any(path.startswith(period.node.path) for path in paths):
            reckon_period(period=period, people=[person])


@receives(result_released, name="appraisal.reckon_result")
@receives(result_changed, name="appraisal.reckon_changed_result")
def reckon_result(*, result_id: int, person_id: int, sitting_id: int) -> None:
    """A result came out or was regraded: its month is reckoned anew for this person."""
    result = Result.objects.filter(pk=result_id).first()
    if result and result.released_at:
        reckon_month_of(User.objects.get(pk=person_id), result.released_at)


@receives(run_finished, name="appraisal.reckon_run")
def reckon_run(*, run_id: int, person_id: int, scenario_key: str) -> None:
    """A drill was finished: its month is reckoned anew for this person."""
    run = Run.objects.filter(pk=run_id).first()
    if run and run.finished_at:
        reckon_month_of(User.objects.get(pk=person_id), run.finished_at)
