"""One's own plans."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from foundation.registries import links
from plans.selectors import my_classes, my_plans, passed_check


def mine(request, pk: int | None = None):
    """My active plans, step by step, each step with the way to it."""
    plans = [(plan, row) for plan, row in my_plans(request.user) if pk in (None, plan.pk)]
    if pk is not None and not plans:
        raise Http404
    today = timezone.localdate()
    shown = [
        {
            "plan": plan,
            "progress": row,
            "late": row.late_on(today),
            "steps": [(step, links.resolve(step.step.kind, step.step.key)) for step in row.steps],
        }
        for plan, row in plans
    ]
    return render(request, "plans/mine.html", {"plans": shown})


def my_class(request, pk: int):
    """A class that concerns me: when, where, whether I am recorded as there, and its outcome check once it has begun."""
    found = get_object_or_404(my_classes(request.user).select_related("node", "outcome_check"), pk=pk)
    check = found.outcome_check
    context = {
        "training_class": found,
        "attendance": found.attendances.filter(person=request.user).select_related("recorded_by").first(),
        "begun": found.starts_at <= timezone.now(),
        "passed": bool(check and passed_check(check, [request.user])),
    }
    return render(request, "plans/class.html", context)
