"""我的任务: what waits for a signed-in person."""

from django.shortcuts import render
from django.utils import timezone

from foundation.registries.tasks import tasks_of
from organisation.models import Role
from organisation.permissions import has_role
from training_site.navigation import leads_somewhere
from training_site.portal.deeds import deeds_of
from training_site.portal.selectors import covers_today, credentials_to_watch

SHOWN_CREDENTIALS = 5


def home(request):
    """Every app's tasks, the earliest due first: those that can be done now, then those that open later."""
    at = timezone.now()
    today = timezone.localdate(at)
    tasks = tasks_of(request.user, at)
    context = {
        "today": today,
        "due": [task for task in tasks if task.starts is None or task.starts <= at],
        "coming": [task for task in tasks if task.starts is not None and task.starts > at],
        "deeds": deeds_of(request.user),
        "credentials": credentials_to_watch(request.user, at)[:SHOWN_CREDENTIALS],
        "covers": covers_today(request.user, today),
        "practises": has_role(request.user, Role.STAFF),
        "has_lookup": leads_somewhere("/items/lookup/"),
    }
    return render(request, "portal/home.html", context)
