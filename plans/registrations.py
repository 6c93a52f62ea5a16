"""What this app tells the registries of the apps below."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.ids import typed_id
from foundation.models import User
from foundation.registries import links, my_data, tasks
from organisation.permissions import has_role
from plans.models import Assignment, Attendance, PlanStep, TrainingClass, TrainingPlan
from plans.permissions import PLANNERS, plans_run_by
from plans.selectors import classes_to_record, my_classes, my_plans, progress_in
from question_bank.models import Check
from question_bank.registries import check_doors


def _end_of(day) -> datetime:
    return datetime.combine(day, time(23, 59), timezone.get_default_timezone())


def plan_tasks(user: User, at: datetime) -> Iterable[tasks.Task]:
    """The next open step of each of one's plans; for planners, their plans that are behind."""
    for plan, row in my_plans(user):
        if row.complete or row.next_step is None:
            continue
        step = row.next_step
        link = links.resolve(step.kind, step.key)
        over = link is not None and link.ends_at is not None and link.ends_at < at
        said = {"plan": plan.title, "done": row.done_count, "all": len(row.steps)}
        yield tasks.Task(
            kind=_("培训计划 · %(kind)s") % {"kind": step.get_kind_display()},
            title=step.title,
            url=link.url if link else f"/plans/mine/{plan.pk}/",
            action=_("看安排") if over or step.kind == PlanStep.Kind.CLASS else _("去完成"),
            detail=(
                _("%(plan)s：这场考试已经结束，请等补考安排") % said
                if over
                else _("%(plan)s：已完成 %(done)s/%(all)s 项") % said
            ),
            due=_end_of(row.due_of(step)),
        )
    if has_role(user, *PLANNERS):
        yield from _plans_behind(user, at)
        yield from _classes_to_record(user, at)


def _classes_to_record(user: User, at: datetime) -> Iterable[tasks.Task]:
    for row in classes_to_record(user, at)[:5]:
        yield tasks.Task(
            kind=_("集中培训"),
            title=row.title,
            url=reverse("class-detail", args=[row.pk]),
            action=_("登记到课"),
            detail=_("已经办完，还没有登记谁到了。"),
        )


def _plans_behind(user: User, at: datetime) -> Iterable[tasks.Task]:
    today = timezone.localdate(at)
    due = Q(due_on__lt=today) | Q(steps__due_on__lt=today)
    for plan in plans_run_by(user).filter(due, state=TrainingPlan.State.ACTIVE).distinct()[:5]:
        late = sum(row.late_on(today) for row in progress_in(plan))
        if late:
            days = [plan.due_on, *(step.due for step in plan.steps.all())]
            yield tasks.Task(
                kind=_("培训计划落后"),
                title=plan.title,
                url=f"/plans/{plan.pk}/",
                action=_("看还差谁"),
                detail=_("已过截止日，还有 %(count)s 人没有完成。") % {"count": late},
                due=_end_of(min(day for day in days if day < today)),
            )


def class_link(key: str) -> links.Link | None:
    """A class, on the page of those whom it concerns."""
    row = TrainingClass.objects.filter(pk=typed_id(key)).first()
    return row and links.Link(
        "class", key, row.title, reverse("my-class", args=[row.pk]),
        lambda user: my_classes(user).filter(pk=row.pk).exists(),
    )  # fmt: skip


def my_assignments(user: User) -> Iterable[my_data.DataSection]:
    rows = Assignment.objects.filter(person=user).select_related("plan").order_by("assigned_at")
    yield my_data.DataSection(
        title=_("培训计划"),
        columns=(_("计划"), _("指派日期"), _("截止")),
        rows=[
            (
                row.plan.title,
                timezone.localdate(row.assigned_at).isoformat(),
                (row.due_on or row.plan.due_on).isoformat(),
            )
            for row in rows
        ],
        purpose=_("安排培训"),
    )
    came = Attendance.objects.filter(person=user).select_related("training_class", "recorded_by").order_by("pk")
    yield my_data.DataSection(
        title=_("集中培训到课"),
        columns=(_("培训"), _("时间"), _("登记人")),
        rows=[
            (
                row.training_class.title,
                f"{timezone.localtime(row.training_class.starts_at):%Y-%m-%d %H:%M}",
                row.recorded_by.name,
            )
            for row in came
        ],
        purpose=_("安排培训"),
    )


def leads_to(user: User, check: Check) -> bool:
    """Whether one of the person's classes that has begun ends with this check."""
    return my_classes(user).filter(outcome_check=check, starts_at__lte=timezone.now()).exists()


def register() -> None:
    tasks.register("plans", plan_tasks)
    links.register("class", class_link)
    my_data.register("plans", my_assignments)
    check_doors.register("plans", leads_to)
