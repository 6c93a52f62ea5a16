"""Who may see and run plans: managers, in their part of the organisation."""

from django.db.models import QuerySet

from foundation.models import User
from organisation.models import Role
from organisation.permissions import in_scope, people_in_scope
from plans.models import TrainingClass, TrainingPlan

PLANNERS = (Role.MANAGER, Role.TRAINER)


def plans_of(user: User) -> QuerySet[TrainingPlan]:
    """The plans that the person may look at as a planner or auditor."""
    return in_scope(TrainingPlan.objects.select_related("node", "created_by"), user, *PLANNERS, Role.AUDITOR)


def plans_run_by(user: User) -> QuerySet[TrainingPlan]:
    """The plans that the person may change."""
    return in_scope(TrainingPlan.objects.select_related("node"), user, *PLANNERS)


def people_plannable_by(user: User) -> QuerySet[User]:
    """The people whom the person may assign plans to."""
    return people_in_scope(user, *PLANNERS)


def classes_of(user: User) -> QuerySet[TrainingClass]:
    """The classes that the person may look at as a planner or auditor."""
    classes = TrainingClass.objects.select_related("node", "outcome_check", "created_by")
    return in_scope(classes, user, *PLANNERS, Role.AUDITOR)


def classes_run_by(user: User) -> QuerySet[TrainingClass]:
    """The classes that the person may change and record attendance of."""
    return in_scope(TrainingClass.objects.select_related("node", "outcome_check"), user, *PLANNERS)
