"""The demo hall has exams in every phase."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exams import demo
from exams.blueprint_selectors import coverage
from exams.exam_day import checklist
from exams.integrity_selectors import integrity_log
from exams.marker_selectors import piles_of
from exams.models import Accommodation, Appeal, AttemptPaper, Blueprint, Mark, PaperVersion, Result, Sitting
from exams.paper_selectors import findings_of
from exams.permissions import appeals_for_officer
from exams.selectors import my_sittings
from exams.statistics.loading import counted_attempts
from exams.statistics.reports import report_on
from foundation import facts
from foundation.models import User
from foundation.registries.tasks import tasks_of
from question_bank.models import WrongAnswer
from tests.exams.exam_stories import started


def page(client, address: str, *words: str, leads_to: str = "") -> str:
    """The page at `address`: it says the words and has a link, or a button, to the next."""
    answer = client.get(address)
    text = answer.content.decode()
    assert answer.status_code == 200 and all(word in text for word in words), (address, words)
    assert not leads_to or f'"{leads_to}"' in text, (address, leads_to)
    return text


def each_account_gets_there_from_its_home_page(client, finished: Sitting) -> None:
    """Link by link, as the person would press them."""
    clerk, reviewer, officer = (User.objects.get(username=name) for name in ("clerk", "reviewer", "officer"))
    client.force_login(clerk)
    found = {
        each.phase: each.sitting for each in my_sittings(clerk, timezone.now()) if each.sitting.blueprint_id is None
    }
    for phase, words in (("open", ("开始考试", "最多可考 3 次")), ("coming", ("准时开始的话",))):
        intro = reverse("exams:intro", args=[found[phase].pk])
        page(client, "/", found[phase].title, leads_to=intro)
        page(client, intro, *words)
    result = reverse("exams:result", args=[finished.attempts.get(person=clerk).pk])
    page(client, "/", leads_to="/exams/")
    page(client, "/exams/", finished.title, leads_to=result)
    page(client, result, "合格线")
    client.force_login(reviewer)
    pile = next(each for each in piles_of(reviewer, timezone.now()) if each.for_me)
    claim = reverse("exams:marking_claim", args=[pile.sitting_id, pile.version_id])
    page(client, "/", "份作答等您评", leads_to=reverse("exams:marking"))
    page(client, reverse("exams:marking"), pile.sitting, leads_to=claim)
    assert "marking/tasks/" in client.post(claim).url
    client.force_login(officer)
    answer = reverse("exams:officer_appeal", args=[Appeal.objects.get().pk])
    page(client, "/", leads_to=answer)
    page(client, answer, "办事指南上写的情形与题干不完全一样")
    live, figures = (reverse(f"exams:{name}", args=[finished.pk]) for name in ("officer_sitting", "sitting_statistics"))
    page(client, "/", leads_to="/exams/officer/")
    page(client, "/exams/officer/", finished.title, leads_to=live)
    page(client, live, leads_to=figures)
    page(client, figures, "60", "信度")


@pytest.mark.django_db
def test_the_demo_loads_exams_in_every_phase(settings, client):
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
    offered = Sitting.objects.get(attempts_allowed=3)
    assert offered.closes_at - timezone.now() >= timedelta(days=29) and offered.opens_at <= timezone.now()
    tomorrow = timezone.localdate() + timedelta(days=1)
    coming = Sitting.objects.get(opens_at__date=tomorrow, candidacies__person__username="clerk")
    now = timezone.now()
    checks = {check.name: check.state for check in checklist(coming, now=now, process_now=now)}
    assert {checks[name] for name in ("试卷已签发", "试卷没有被改动", "试题在有效期内", "没有撞场")} == {"ok"}, checks
    for version in PaperVersion.objects.filter(drawn=False):
        assert not [each.text for each in findings_of(version, day=today) if "互斥组" in each.text], version
    each_account_gets_there_from_its_home_page(client, finished)
    before = Sitting.objects.count()
    demo.load(today)
    assert Sitting.objects.count() == before
