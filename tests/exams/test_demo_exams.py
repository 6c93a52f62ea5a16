"""The demo hall has exams in every phase."""

import pytest
from django.utils import timezone

from exams import demo
from exams.blueprint_selectors import coverage
from exams.integrity_selectors import integrity_log
from exams.marker_selectors import piles_of
from exams.models import Accommodation, Appeal, AttemptPaper, Blueprint, Mark, Result, Sitting
from exams.permissions import appeals_for_officer
from exams.selectors import my_sittings
from exams.statistics.loading import counted_attempts
from exams.statistics.reports import report_on
from foundation import facts
from foundation.models import User
from foundation.registries.tasks import tasks_of
from question_bank.models import WrongAnswer
from tests.exams.exam_stories import started


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
    reviewer, officer = (User.objects.get(username=name) for name in ("reviewer", "officer"))
    (pile,) = [each for each in piles_of(reviewer, timezone.now()) if each.mine]
    assert (pile.mine, pile.done) == (3, 3) and pile.for_me > 0
    assert Mark.objects.filter(by=reviewer, points__gt=0).exists()
    assert appeals_for_officer(officer).get().state == Appeal.State.OPEN
    assert {"评卷", "成绩申诉"} <= {
        each.kind for person in (reviewer, officer) for each in tasks_of(person, timezone.now())
    }
    assert WrongAnswer.objects.filter(person__username="clerk", origin="exam").exists()
    phases = {each.phase for each in my_sittings(User.objects.get(username="clerk"), timezone.now())}
    assert {"open", "coming", "past"} <= phases
    drawn = Sitting.objects.get(blueprint__isnull=False)
    papers = [
        tuple(row["version"] for row in each.questions) for each in AttemptPaper.objects.filter(attempt__sitting=drawn)
    ]
    assert len(set(papers)) == 8 and drawn.results.filter(released_at=None).count() == 8
    desk = started(User.objects.get(username="clerk"), drawn)
    assert len(desk.attempt["questions"]) == 26 and drawn.paper_version.questions.count() > 80
    draft = coverage(Blueprint.objects.get(state="draft"), day=today)
    assert draft.blocked and draft.total == 100
    passed = Result.objects.filter(passed=True, released_at__isnull=False).count()
    assert 20 < passed < 58
    report = report_on(counted_attempts().filter(sitting__results__released_at__isnull=False).distinct())
    assert report.paper.n == 60 and not report.withheld and report.paper.alpha > 50
    assert Accommodation.objects.holding(timezone.now()).get().extra_percent == 25
    finished = Result.objects.filter(released_at__isnull=False)[0].sitting
    assert [row.to_read for row in integrity_log(finished)][:2] == [True, False]
    before = Sitting.objects.count()
    demo.load(today)
    assert Sitting.objects.count() == before
