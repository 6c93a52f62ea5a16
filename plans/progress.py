"""Which steps are done, by whom, when: read from what the apps below have stored, never kept here."""

from collections.abc import Callable, Iterable
from datetime import datetime

from courses.selectors import course_completions
from drills.selectors import finished_runs
from exams.selectors import released_results
from foundation.models import User
from plans.models import Attendance, PlanStep
from policies.selectors import acknowledgements

Done = dict[int, datetime]  # person id → when


def _courses(people, key: str) -> Done:
    return {row.person_id: row.completed_at for row in course_completions(people) if row.course_key == key}


def _policies(people, key: str) -> Done:
    rows = acknowledgements(people).filter(version__policy_key=key).order_by("acknowledged_at")
    return {row.person_id: row.acknowledged_at for row in rows}


def _drills(people, key: str) -> Done:
    rows = finished_runs(people).filter(scenario__key=key, passed=True).order_by("-finished_at")
    return {row.person_id: row.finished_at for row in rows}  # the first passed one stands


def _sittings(people, key: str) -> Done:
    rows = released_results(people).filter(sitting_id=int(key), passed=True)
    return {row.person_id: row.released_at for row in rows}


def _classes(people, key: str) -> Done:
    rows = Attendance.objects.filter(training_class_id=int(key), person__in=people)
    return {row.person_id: row.recorded_at for row in rows}


READERS: dict[str, Callable[[Iterable[User], str], Done]] = {
    PlanStep.Kind.COURSE: _courses,
    PlanStep.Kind.POLICY: _policies,
    PlanStep.Kind.DRILL: _drills,
    PlanStep.Kind.SITTING: _sittings,
    PlanStep.Kind.CLASS: _classes,
}
