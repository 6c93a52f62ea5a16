"""Put a plan into force: assign it to everyone it is meant for."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import audit
from foundation.models import User
from plans.models import PlanStep, TrainingPlan
from plans.services.assign_people import assign_people


@transaction.atomic
def activate_plan(*, plan: TrainingPlan, by: User, at: datetime | None = None) -> TrainingPlan:
    """The active plan, with its assignments. Raises ValidationError: not a draft, no step, nobody to assign it to."""
    at = at or timezone.now()
    plan = TrainingPlan.objects.select_for_update().select_related("node").get(pk=plan.pk)
    if plan.state != TrainingPlan.State.DRAFT:
        raise ValidationError(_("只有草稿可以启用。"))
    if not PlanStep.objects.filter(plan=plan).exists():
        raise ValidationError(_("先给计划加上至少一项内容。"))
    plan.state = TrainingPlan.State.ACTIVE
    plan.save(update_fields=["state"])
    if not assign_people(plan=plan, by=by, at=at):
        raise ValidationError(_("没有人符合这份计划的范围，请选机构、岗位或人员。"))
    audit.record("plan.activated", by=by, on=plan, node_path=plan.node.path, at=at)
    return plan
