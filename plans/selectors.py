"""Questions asked of plans: who has done what, who is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from foundation.clock import local_date
from foundation.ids import typed_id
from foundation.models import User
from organisation.models import Node, Posting
from plans.models import Assignment, Attendance, PlanStep, TrainingClass, TrainingPlan
from plans.permissions import classes_run_by
from plans.progress import BEGUN, READERS
from question_bank.models import Check, CheckResult

RECORD_DAYS = 14  # how long after a class its unrecorded attendance is asked for


@dataclass(frozen=True)
class StepProgress:
    """One step for one person; `done_at` is None while it is open, `begun` says whether they tried."""

    step: PlanStep
    done_at: datetime | None
    begun: bool = False


@dataclass(frozen=True)
class PersonProgress:
    """One person's way through one plan."""

    person: User
    due_on: date
    steps: tuple[StepProgress, ...]
    reminded_at: datetime | None = None
    own_due: bool = False  # a newcomer's own day

    @property
    def done_count(self) -> int:
        return sum(step.done_at is not None for step in self.steps)

    @property
    def complete(self) -> bool:
        return bool(self.steps) and self.done_count == len(self.steps)

    @property
    def took_part(self) -> bool:
        return any(row.begun for row in self.steps)

    def due_of(self, step: PlanStep) -> date:
        """The day on which the step is due for this person: a newcomer's own day may be later than the step's."""
        return max(step.due_on, self.due_on) if step.due_on and self.own_due else (step.due_on or self.due_on)

    def late_on(self, day: date) -> bool:
        """Whether the plan, or a step of it with a day of its own, should have been done before `day`."""
        return any(row.done_at is None and self.due_of(row.step) < day for row in self.steps)

    @property
    def next_step(self) -> PlanStep | None:
        """The open step that is due first; of those due on one day the first of the plan."""
        waiting = [row.step for row in self.steps if row.done_at is None]
        return min(waiting, key=self.due_of, default=None)


def progress_in(plan: TrainingPlan, *, below: Node | None = None, people: Iterable[User] | None = None):
    """Everyone's PersonProgress in the plan, by staff number; queries: one, and two per step."""
    rows = Assignment.objects.filter(plan=plan, ended_at=None, person__is_active=True).select_related("person")
    if below is not None:
        rows = rows.filter(person__in=Posting.objects.on(local_date()).below(below).values("person"))
    if people is not None:
        rows = rows.filter(person__in=people)
    assigned = User.objects.filter(pk__in=rows.values("person"))
    rows = list(rows.order_by("person__username"))
    steps = list(plan.steps.all())
    done = {step.pk: READERS[step.kind](assigned, step.key) for step in steps} if rows else {}
    begun = {step.pk: _begun(assigned, step, done[step.pk]) for step in steps} if rows else {}
    return [
        PersonProgress(
            person=row.person,
            due_on=row.due_on or plan.due_on,
            steps=tuple(
                StepProgress(step, done[step.pk].get(row.person_id), row.person_id in begun[step.pk]) for step in steps
            ),
            reminded_at=row.reminded_at,
            own_due=row.due_on is not None,
        )
        for row in rows
    ]


def _begun(assigned: QuerySet[User], step: PlanStep, done: dict[int, datetime]) -> set[int]:
    reader = BEGUN.get(step.kind)
    return set(done) | (reader(assigned, step.key) if reader else set())


def my_plans(user: User) -> list[tuple[TrainingPlan, PersonProgress]]:
    """The active plans of a person with their progress, the earliest due first."""
    plans = (
        TrainingPlan.objects.filter(
            assignments__person=user, assignments__ended_at=None, state=TrainingPlan.State.ACTIVE
        )
        .prefetch_related("steps")
        .order_by("due_on")
    )
    return [(plan, progress) for plan in plans for progress in progress_in(plan, people=[user])]


def expected_in(training_class: TrainingClass) -> QuerySet[User]:
    """The people to whom an active plan gives the class, and those who came; by staff number."""
    plans = PlanStep.objects.filter(
        kind=PlanStep.Kind.CLASS, key=str(training_class.pk), plan__state=TrainingPlan.State.ACTIVE
    ).values("plan")
    assigned = Assignment.objects.filter(plan__in=plans, ended_at=None, person__is_active=True)
    came = training_class.attendances.values("person")
    return User.objects.filter(Q(pk__in=assigned.values("person")) | Q(pk__in=came)).order_by("username")


@dataclass(frozen=True)
class ClassMember:
    """One person and one class: recorded as there, and how the outcome check went."""

    person: User
    attendance: Attendance | None
    passed: bool


def members_of(training_class: TrainingClass) -> list[ClassMember]:
    """Everyone expected, with attendance and outcome; three queries."""
    people = list(expected_in(training_class))
    came = {row.person_id: row for row in training_class.attendances.select_related("recorded_by")}
    passed = passed_check(training_class.outcome_check, people) if training_class.outcome_check_id else set()
    return [ClassMember(person, came.get(person.pk), person.pk in passed) for person in people]


def passed_check(check: Check, people: Iterable[User]) -> set[int]:
    """Ids of those of `people` who have passed the check."""
    results = CheckResult.objects.filter(check_set=check, person__in=people, passed=True)
    return set(results.values_list("person_id", flat=True))


def my_classes(user: User) -> QuerySet[TrainingClass]:
    """The classes that concern the person: a plan gives them, or the person came."""
    keys = PlanStep.objects.filter(
        kind=PlanStep.Kind.CLASS, plan__assignments__person=user, plan__assignments__ended_at=None,
        plan__state=TrainingPlan.State.ACTIVE,
    ).values_list("key", flat=True)  # fmt: skip
    given = [typed_id(key) for key in keys]
    return TrainingClass.objects.filter(Q(pk__in=given) | Q(attendances__person=user)).distinct()


def classes_to_record(user: User, at: datetime) -> QuerySet[TrainingClass]:
    """Classes of the last two weeks that took place and whose attendance nobody has recorded."""
    lately = classes_run_by(user).filter(starts_at__lte=at, starts_at__gt=at - timedelta(days=RECORD_DAYS))
    return lately.filter(attendances=None)
