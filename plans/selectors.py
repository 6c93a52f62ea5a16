"""Questions asked of plans: who has done what, who is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from foundation.models import User
from organisation.models import Node
from plans.models import Assignment, PlanStep, TrainingPlan
from plans.progress import READERS


@dataclass(frozen=True)
class StepProgress:
    """One step for one person; `done_at` is None while it is open."""

    step: PlanStep
    done_at: datetime | None


@dataclass(frozen=True)
class PersonProgress:
    """One person's way through one plan."""

    person: User
    due_on: date
    steps: tuple[StepProgress, ...]
    reminded_at: datetime | None = None

    @property
    def done_count(self) -> int:
        return sum(step.done_at is not None for step in self.steps)

    @property
    def complete(self) -> bool:
        return bool(self.steps) and self.done_count == len(self.steps)

    @property
    def took_part(self) -> bool:
        return self.done_count > 0

    def late_on(self, day: date) -> bool:
        return not self.complete and self.due_on < day

    @property
    def next_step(self) -> PlanStep | None:
        return next((row.step for row in self.steps if row.done_at is None), None)


def progress_in(plan: TrainingPlan, *, below: Node | None = None, people: Iterable[User] | None = None):
    """Everyone's PersonProgress in the plan, by staff number; queries: one, and one per step."""
    rows = Assignment.objects.filter(plan=plan, ended_at=None, person__is_active=True).select_related("person")
    if below is not None:
        rows = rows.filter(person__postings__node__path__startswith=below.path).distinct()
    if people is not None:
        rows = rows.filter(person__in=people)
    rows = list(rows.order_by("person__username"))
    assigned = [row.person for row in rows]
    steps = list(plan.steps.all())
    done = {step.pk: READERS[step.kind](assigned, step.key) for step in steps} if assigned else {}
    return [
        PersonProgress(
            person=row.person,
            due_on=row.due_on or plan.due_on,
            steps=tuple(StepProgress(step, done[step.pk].get(row.person_id)) for step in steps),
            reminded_at=row.reminded_at,
        )
        for row in rows
    ]


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
