"""Which steps are done or begun, by whom: read from what the apps below have stored, never kept here.

Done needs the proof: passed, acknowledged, attended. Begun 参与 needs a try: an exam sat and failed is taken part in.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from courses.models import LessonCompletion
from courses.selectors import course_completions
from drills.selectors import finished_runs
from exams.models import Attempt
from exams.selectors import released_results
from foundation.models import User
from plans.models import Attendance, PlanStep, TrainingClass
from policies.selectors import acknowledgements
from question_bank.models import CheckResult

Done = dict[int, datetime]  # person id → when


def _courses(people, key: str) -> Done:
    return dict(course_completions(people).filter(course_key=key).values_list("person_id", "completed_at"))


def _policies(people, key: str) -> Done:
    rows = acknowledgements(people).filter(version__policy_key=key).order_by("acknowledged_at")
    return dict(rows.values_list("person_id", "acknowledged_at"))


def _drills(people, key: str) -> Done:
    rows = finished_runs(people).filter(scenario__key=key, passed=True).order_by("-finished_at")
    return dict(rows.values_list("person_id", "finished_at"))  # the first passed one stands


def _sittings(people, key: str) -> Done:
    return dict(
        released_results(people).filter(sitting_id=int(key), passed=True).values_list("person_id", "released_at")
    )


def _classes(people, key: str) -> Done:
    """Who attended and, where the class has an outcome check, passed it; the later of the two is when."""
    came = dict(
        Attendance.objects.filter(training_class_id=int(key), person__in=people).values_list("person_id", "recorded_at")
    )
    check = TrainingClass.objects.filter(pk=int(key)).values_list("outcome_check", flat=True).first()
    if check is None:
        return came
    passed = CheckResult.objects.filter(check_set=check, person__in=people, passed=True).order_by("-at")
    first = dict(passed.values_list("person_id", "at"))  # the first passed one stands
    return {person_id: max(at, first[person_id]) for person_id, at in came.items() if person_id in first}


READERS: dict[str, Callable[[Iterable[User], str], Done]] = {
    PlanStep.Kind.COURSE: _courses,
    PlanStep.Kind.POLICY: _policies,
    PlanStep.Kind.DRILL: _drills,
    PlanStep.Kind.SITTING: _sittings,
    PlanStep.Kind.CLASS: _classes,
}


def _lessons_passed(people, key: str) -> set[int]:
    return set(LessonCompletion.objects.filter(person__in=people, course_key=key).values_list("person_id", flat=True))


def _played(people, key: str) -> set[int]:
    return set(finished_runs(people).filter(scenario__key=key).values_list("person_id", flat=True))


def _sat(people, key: str) -> set[int]:
    attempts = Attempt.objects.filter(person__in=people, sitting_id=int(key), candidacy__trial=False)
    return set(attempts.exclude(state=Attempt.State.CREATED).values_list("person_id", flat=True))


def _attended(people, key: str) -> set[int]:
    rows = Attendance.objects.filter(training_class_id=int(key), person__in=people)
    return set(rows.values_list("person_id", flat=True))


# Kind → ids of the people who have begun; a policy is acknowledged or it is not.
BEGUN: dict[str, Callable[[Iterable[User], str], set[int]]] = {
    PlanStep.Kind.COURSE: _lessons_passed,
    PlanStep.Kind.DRILL: _played,
    PlanStep.Kind.SITTING: _sat,
    PlanStep.Kind.CLASS: _attended,
}
