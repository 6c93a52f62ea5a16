"""Short sentences for stories about plans."""

from datetime import timedelta

from django.utils import timezone

from foundation.registries import links
from plans.models import PlanStep, TrainingPlan
from plans.services.activate_plan import activate_plan


def make_plan(
    cast, *steps: tuple[str, str], days: int = 14, nodes=None, people=(), activate: bool = True
) -> TrainingPlan:
    """A plan for the whole hall (or `nodes`, `people`) with `steps` as (kind, key), due in `days`."""
    today = timezone.localdate()
    plan = TrainingPlan.objects.create(
        title="11 月全科培训", node=cast.hall, starts_on=today - timedelta(days=30), due_on=today + timedelta(days=days),
        created_by=cast.manager,
    )  # fmt: skip
    plan.nodes.set([cast.hall] if nodes is None else nodes)
    plan.people.set(people)
    for position, (kind, key) in enumerate(steps, start=1):
        title = links.resolve(kind, key).title
        PlanStep.objects.create(plan=plan, position=position, kind=kind, key=key, title=title)
    return activate_plan(plan=plan, by=cast.manager) if activate else plan
