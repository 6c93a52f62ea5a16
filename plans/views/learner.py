"""One's own plans."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from foundation.registries import links
from plans.selectors import my_plans


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
