"""The home of a signed-in person: what waits for them."""

from django.shortcuts import render
from django.utils import timezone

from foundation.registries.tasks import tasks_of


def home(request):
    """我的任务: every app's tasks, earliest due first."""
    return render(request, "portal/home.html", {"tasks": tasks_of(request.user, timezone.now())})
