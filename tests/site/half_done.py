"""What somebody has begun and not finished: pages that a hall where everything is done shows to nobody."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from drills.models import Scenario
from drills.services.start_run import start_run
from exams.models import MarkingTask
from exams.services.claim_task import claim_task
from foundation.facts import drain_all
from question_bank.services.start_draft import start_draft
from tests.cast import Cast
from tests.courses.library import answer, make_course
from tests.drills.cases import case, expert_way, walk
from tests.exams.blueprint_stories import blueprint_of
from tests.exams.exam_stories import draft_paper, open_now, started
from tests.exams.marking_stories import handed_in
from tests.plans.plan_stories import make_plan
from tests.question_bank.bank_stories import approved, single, write
from tests.service_items.catalogue import make_item


def half_done(cast: Cast) -> dict[str, list[str]]:
    """Person → the addresses that they open, all of which show a page. The hall is furnished before."""
    return {
        "officer": _being_set(cast),
        "trainer": _being_written(cast),
        "reviewer": _being_marked(cast),
        "learner": [*_being_sat(cast), *_being_learnt(cast)],
    }


def _being_set(cast: Cast) -> list[str]:
    paper = draft_paper(cast, title="还没送签的试卷").versions.get()
    plan = blueprint_of(cast, title="还没发布的细目表", state="draft")
    day = timezone.now() + timedelta(days=2)
    sitting = open_now(cast, opens_at=day, closes_at=day + timedelta(hours=3))
    at = "/exams/officer"
    return [
        f"{at}/papers/{paper.pk}/edit/", f"{at}/papers/{paper.pk}/choose/", f"{at}/blueprints/{plan.pk}/edit/",
        f"{at}/sittings/{sitting.pk}/edit/", f"{at}/sittings/{sitting.pk}/checklist/",
    ]  # fmt: skip


def _being_written(cast: Cast) -> list[str]:
    kinds = [
        single(stem="还没送审的单选题？"),
        {"kind": "short_answer", "content": {"stem": "还没送审的简答题？"},
         "key": {"marking_points": [{"text": "一次告知", "points": 6}]}},
    ]  # fmt: skip
    drafts = [write(cast, **given) for given in kinds]
    again = approved(cast, **single(stem="改到一半的单选题？"))
    start_draft(question=again, by=cast.trainer)
    course = make_course(cast, key="half-done")
    plan = make_plan(cast, ("course", course.page.key), activate=False)
    return [
        *(f"/cms/questions/{each.pk}/edit/" for each in (*drafts, again)), f"/cms/questions/{again.pk}/compare/?a=1&b=0",
        f"/plans/{plan.pk}/edit/",
    ]  # fmt: skip


def _being_marked(cast: Cast) -> list[str]:
    sitting, _desks = handed_in(cast, [cast.cover], drain_all)
    waiting = MarkingTask.objects.get(attempt__sitting=sitting)
    task = claim_task(sitting=sitting, version_id=waiting.version_id, by=cast.reviewer)
    return [f"/exams/marking/tasks/{task.pk}/"]


def _being_sat(cast: Cast) -> list[str]:
    attempt = started(cast.learner, open_now(cast)).row()
    return [f"/exams/attempts/{attempt.pk}/"]


def _being_learnt(cast: Cast) -> list[str]:
    make_item(code="I31", name="灵活就业登记")
    course = make_course(cast, key="tested-out")
    answer(course.page.pre_test, cast.learner)
    desk = Client()
    desk.force_login(cast.learner)
    run = start_run(scenario=Scenario.objects.get(key="D01"), by=cast.learner, seed=5)
    walk(desk, run, expert_way(case("D01"), run.seed), look=False)
    return [
        "/items/I31/", f"/learning/{course.page.key}/final-check/", 
        f"/drills/runs/{run.pk}/debrief/",
    ]  # fmt: skip
