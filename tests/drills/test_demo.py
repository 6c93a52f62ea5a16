"""The demo hall has two months of runs, the same each time."""

from datetime import timedelta

from django.db.models import Count

import organisation.demo
import service_items.demo
from drills import demo
from drills.models import AssessedRelease, Run, Scenario
from foundation.clock import local_date


def test_the_demo_loads_ten_cases_and_two_months_of_runs_once(db, settings):
    settings.DEMO_PASSWORD = "Learning-to-serve-9"
    today = local_date()
    for app in (organisation.demo, service_items.demo, demo):
        app.load(today)
    assert Scenario.objects.filter(current_version__isnull=False).count() == 10
    assert AssessedRelease.objects.count() == 3
    finished = Run.objects.filter(state=Run.State.FINISHED)
    assert finished.filter(mode="training").count() >= 15
    assessed = dict(finished.filter(mode="assessed").values_list("passed").annotate(Count("pk")))
    assert assessed[True] >= 10 and assessed[False] >= 3
    oldest = min(finished.values_list("finished_at", flat=True))
    assert timedelta(days=30) < (local_date() - local_date(oldest)) < timedelta(days=75)
    assert finished.filter(person__username="clerk").exists() and finished.filter(person__username="clerk-b").exists()
    assert not Run.objects.filter(state=Run.State.IN_PROGRESS).exists()
    before = list(Run.objects.order_by("pk").values_list("person__username", "scenario__key", "seed", "score"))
    demo.load(today)
    assert list(Run.objects.order_by("pk").values_list("person__username", "scenario__key", "seed", "score")) == before
