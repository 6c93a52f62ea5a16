"""What can be put into a plan: courses, policies, drills, sittings and classes that the planner may see."""

from courses.selectors import open_courses
from drills.permissions import playable_scenarios
from exams.models import Sitting
from foundation.models import User
from organisation.models import Role
from organisation.permissions import in_scope
from plans.models import PlanStep, TrainingClass
from plans.permissions import PLANNERS
from policies.selectors import open_policies


def step_choices(user: User) -> list[tuple[str, str, str]]:
    """(kind, key, title) of everything that can be a step."""
    found = [(PlanStep.Kind.COURSE, course.key, course.title) for course in open_courses(user)]
    found += [(PlanStep.Kind.POLICY, page.key, page.title) for page in open_policies(user)]
    cases = playable_scenarios(user).order_by("key")
    found += [(PlanStep.Kind.DRILL, scenario.key, scenario.title) for scenario in cases]
    sittings = in_scope(Sitting.objects.all(), user, *PLANNERS, Role.EXAM_OFFICER).order_by("-opens_at")[:50]
    found += [(PlanStep.Kind.SITTING, str(sitting.pk), sitting.title) for sitting in sittings]
    classes = in_scope(TrainingClass.objects.all(), user, *PLANNERS)[:50]
    found += [(PlanStep.Kind.CLASS, str(row.pk), row.title) for row in classes]
    return [(str(kind), key, title) for kind, key, title in found]
