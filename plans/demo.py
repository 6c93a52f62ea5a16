"""Demo plans: one in progress for a whole hall, one past its day with two people left, one of classes. 演示口径."""

from datetime import date, timedelta

from django.db import transaction

from courses.models import CoursePage
from exams.models import Result, Sitting
from foundation.models import User
from foundation.registries import links
from organisation.demo import at_noon
from organisation.models import Node
from plans.models import PlanStep, TrainingClass, TrainingPlan
from plans.selectors import expected_in
from plans.services.activate_plan import activate_plan
from plans.services.keep_class import keep_class, record_attendance, set_outcome_check
from question_bank.models import Check, Question
from question_bank.models.facets import Pool
from question_bank.services.make_check import make_check, unfit

HALL = "YS"
LATE_PEOPLE = 2
ON_TIME_PEOPLE = 10
CHECK_QUESTIONS = 3
ABSENT = 3  # of those expected in the class that was held


def load(today: date) -> None:
    """Bring the demo plans into the database; what is already there stays as it is."""
    if TrainingPlan.objects.exists():
        return
    with transaction.atomic():
        _in_progress(today)
    with transaction.atomic():
        _past_its_day(today)
    with transaction.atomic():
        _classes(today)


def _plan(title: str, steps: list[tuple[str, str]], *, starts_on: date, due_on: date, people=(), nodes=()) -> None:
    manager = User.objects.get(username="manager")
    plan = TrainingPlan.objects.create(
        title=title, node=Node.objects.get(code=HALL), starts_on=starts_on, due_on=due_on, created_by=manager
    )
    plan.people.set(people)
    plan.nodes.set(nodes)
    for position, (kind, key) in enumerate(steps, start=1):
        PlanStep.objects.create(plan=plan, position=position, kind=kind, key=key, title=links.resolve(kind, key).title)
    activate_plan(plan=plan, by=manager, at=at_noon(starts_on))


def _in_progress(today: date) -> None:
    steps = [("course", page.key) for page in CoursePage.objects.live().order_by("path")[:2]]
    steps += [("drill", "D01"), ("drill", "D05")]
    _plan(
        "全科窗口第一轮（演示口径）", steps, nodes=[Node.objects.get(code=HALL)],
        starts_on=today - timedelta(days=20), due_on=today + timedelta(days=10),
    )  # fmt: skip


def _past_its_day(today: date) -> None:
    """The finished monthly exam as a plan: ten who passed it, and two who still have to."""
    sitting = Sitting.objects.filter(closes_at__lt=at_noon(today)).order_by("closes_at").first()
    if sitting is None:
        return
    passed = Result.objects.filter(attempt__sitting=sitting, passed=True).values_list("attempt__person_id", flat=True)
    failed = Result.objects.filter(attempt__sitting=sitting, passed=False).values_list("attempt__person_id", flat=True)
    people = [*passed.order_by("attempt__person__username")[:ON_TIME_PEOPLE], *failed.order_by("pk")[:LATE_PEOPLE]]
    _plan(
        "月度考核补齐（演示口径）", [("sitting", str(sitting.pk))], people=people,
        starts_on=today - timedelta(days=40), due_on=today - timedelta(days=5),
    )  # fmt: skip


def _classes(today: date) -> None:
    """A class that was held, with who came, and one that is coming, with its check."""
    trainer, hall = User.objects.get(username="trainer"), Node.objects.get(code=HALL)
    held, coming = (
        keep_class(training_class=TrainingClass(title=title, node=hall, starts_at=starts, place=place), by=trainer)
        for title, starts, place in (
            ("一次性告知怎么写全（演示口径）", at_noon(today - timedelta(days=9)), "云水大厅二楼会议室"),
            ("开窗五项检查（演示口径）", at_noon(today + timedelta(days=4)), "云水大厅一楼"),
        )
    )
    questions = list(Question.objects.filter(retired_at=None, current_version__pool=Pool.PRACTICE).order_by("pk")[:40])
    fitting = [question for question in questions if not unfit(question)][:CHECK_QUESTIONS]
    if fitting:
        check = make_check(title=coming.title, kind=Check.Kind.CLASS, questions=fitting, pass_count=len(fitting))
        set_outcome_check(training_class=coming, check=check, by=trainer)
    steps = [("class", str(held.pk)), ("class", str(coming.pk))]
    _plan(
        "窗口集中培训（演示口径）", steps, nodes=[hall], starts_on=today - timedelta(days=15),
        due_on=today + timedelta(days=12),
    )  # fmt: skip
    came = list(expected_in(held).exclude(pk=trainer.pk))[:-ABSENT]
    record_attendance(training_class=held, people=came, by=trainer, at=at_noon(today - timedelta(days=9)))
