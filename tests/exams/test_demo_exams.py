"""The demo hall has exams in every phase."""

import pytest
from django.utils import timezone

from exams import demo
from exams.models import Appeal, MarkingTask, Result, Sitting
from exams.selectors import my_sittings
from foundation import facts
from foundation.models import User


@pytest.mark.django_db
def test_the_demo_loads_exams_in_every_phase(settings):
    settings.DEMO = True
    from organisation import demo as organisation_demo
    from question_bank import demo as bank_demo
    from service_items import demo as items_demo

    today = timezone.localdate()
    for each in (organisation_demo, items_demo, bank_demo, demo):
        each.load(today)
    facts.drain_all()
    assert Result.objects.filter(released_at__isnull=False).count() == 60
    assert MarkingTask.objects.filter(done_at=None).exists()
    assert Appeal.objects.get().state == Appeal.State.OPEN
    phases = {each.phase for each in my_sittings(User.objects.get(username="clerk"), timezone.now())}
    assert {"open", "coming", "past"} <= phases
    passed = Result.objects.filter(passed=True).count()
    assert 20 < passed < 58
    before = Sitting.objects.count()
    demo.load(today)
    assert Sitting.objects.count() == before
