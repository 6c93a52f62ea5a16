"""What a planner does: make a plan, fill it, put it into force, see who is left, remind them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Max, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation import audit
from foundation.models import User
from organisation.models import Role
from organisation.permissions import has_role, role_required
from plans.choices import step_choices
from plans.forms import PlanForm, StepForm
from plans.models import PlanStep, TrainingPlan
from plans.permissions import PLANNERS, plans_of, plans_run_by
from plans.selectors import progress_in
from plans.services.activate_plan import activate_plan
from plans.services.assign_people import take_off
from plans.services.remind_people import remind_people


@role_required(*PLANNERS, Role.AUDITOR)
def plan_list(request):
    """The plans in the planner's scope."""
    plans = (
        plans_of(request.user)
        .annotate(people_count=Count("assignments", filter=Q(assignments__ended_at=None)))
        .order_by("-due_on", "-pk")
    )
    page = Paginator(plans, 20).get_page(request.GET.get("page"))
    may_make = has_role(request.user, *PLANNERS)
    return render(request, "plans/planner/list.html", {"page": page, "may_make": may_make})


@role_required(*PLANNERS)
def plan_edit(request, pk: int | None = None):
    """Make a plan, or change a draft."""
    plan = get_object_or_404(plans_run_by(request.user), pk=pk, state=TrainingPlan.State.DRAFT) if pk else None
    form = PlanForm(request.POST or None, instance=plan, user=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.instance.created_by = form.instance.created_by if plan else request.user
            saved = form.save()
            verb = "plan.changed" if plan else "plan.created"
            audit.record(verb, by=request.user, on=saved, node_path=saved.node.path)
        return redirect("plan-detail", pk=saved.pk)
    return render(request, "plans/planner/edit.html", {"form": form, "plan": plan})


@role_required(*PLANNERS, Role.AUDITOR)
def plan_detail(request, pk: int):
    """The plan, its steps, and who is left."""
    plan = get_object_or_404(plans_of(request.user).prefetch_related("steps", "nodes", "posts"), pk=pk)
    people = progress_in(plan)
    today = timezone.localdate()
    rows = [(row, row.late_on(today)) for row in people]
    left = [row for row in rows if not row[0].complete]
    context = {
        "plan": plan,
        "may_run": plans_run_by(request.user).filter(pk=plan.pk).exists(),
        "step_form": StepForm(plan=plan),
        "step_choices": step_choices(request.user) if plan.state == TrainingPlan.State.DRAFT else [],
        "may_analyse": has_role(request.user, Role.MANAGER, Role.AUDITOR),
        "total": len(rows),
        "complete": len(rows) - len(left),
        "took_part": sum(row.took_part for row, _late in rows),
        "participation": round(100 * sum(row.took_part for row, _late in rows) / len(rows)) if rows else 0,
        "late": sum(late for _row, late in left),
        "left": Paginator(sorted(left, key=lambda row: not row[1]), 50).get_page(request.GET.get("page")),
        "left_count": len(left),
    }
    return render(request, "plans/planner/detail.html", context)


@require_POST
@role_required(*PLANNERS)
def step_add(request, pk: int):
    plan = get_object_or_404(plans_run_by(request.user), pk=pk, state=TrainingPlan.State.DRAFT)
    form = StepForm(request.POST, plan=plan)
    if form.is_valid():
        step = form.save(commit=False)
        step.plan, step.title = plan, form.link_title
        step.position = (plan.steps.aggregate(last=Max("position"))["last"] or 0) + 1
        step.save()
    else:
        for error in [message for errors in form.errors.values() for message in errors]:
            messages.error(request, error)
    return redirect("plan-detail", pk=plan.pk)


@require_POST
@role_required(*PLANNERS)
def step_remove(request, pk: int, step_pk: int):
    plan = get_object_or_404(plans_run_by(request.user), pk=pk, state=TrainingPlan.State.DRAFT)
    get_object_or_404(PlanStep, plan=plan, pk=step_pk).delete()
    return redirect("plan-detail", pk=plan.pk)


@require_POST
@role_required(*PLANNERS)
def plan_activate(request, pk: int):
    plan = get_object_or_404(plans_run_by(request.user), pk=pk)
    try:
        activate_plan(plan=plan, by=request.user)
        messages.success(request, _("计划已启用，已通知每一个人。"))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("plan-detail", pk=plan.pk)


@require_POST
@role_required(*PLANNERS)
def plan_remind(request, pk: int):
    """Remind everyone who is left, or the one person named in the form."""
    plan = get_object_or_404(plans_run_by(request.user), pk=pk, state=TrainingPlan.State.ACTIVE)
    left = [row.person for row in progress_in(plan) if not row.complete]
    if chosen := request.POST.get("person"):
        left = [person for person in left if str(person.pk) == chosen]
        if not left:
            raise Http404
    count = remind_people(plan=plan, people=left, by=request.user)
    if count:
        messages.success(request, _("已提醒 %(count)s 人。") % {"count": count})
    else:
        messages.info(request, _("今天都已经提醒过了。"))
    return redirect("plan-detail", pk=plan.pk)


@role_required(*PLANNERS)
def person_remove(request, pk: int, person_pk: int):
    """Ask, then take somebody off the plan."""
    plan = get_object_or_404(plans_run_by(request.user), pk=pk, state=TrainingPlan.State.ACTIVE)
    person = get_object_or_404(User.objects.filter(assignments__plan=plan, assignments__ended_at=None), pk=person_pk)
    if request.method != "POST":
        return render(request, "plans/planner/take_off.html", {"plan": plan, "person": person})
    take_off(plan=plan, person=person, by=request.user)
    messages.success(request, _("已把%(name)s移出计划，做过的都还在。") % {"name": person.name})
    return redirect("plan-detail", pk=plan.pk)


@require_POST
@role_required(*PLANNERS)
def plan_close(request, pk: int):
    plan = get_object_or_404(plans_run_by(request.user), pk=pk, state=TrainingPlan.State.ACTIVE)
    with transaction.atomic():
        plan.state = TrainingPlan.State.CLOSED
        plan.save(update_fields=["state"])
        audit.record("plan.closed", by=request.user, on=plan, node_path=plan.node.path)
    messages.success(request, _("计划已结束，不再提醒。"))
    return redirect("plan-detail", pk=plan.pk)
