"""A manager gives people something to learn by a day, sees who is left, and reminds them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from exams.models import Candidacy
from foundation.models import AuditEntry, Notice
from foundation.registries.tasks import tasks_of
from organisation.models import Role
from organisation.services.add_person import Place
from organisation.services.move_person import move_person
from plans.models import Assignment, TrainingPlan
from plans.selectors import progress_in
from plans.services.activate_plan import activate_plan
from plans.services.assign_people import assign_newcomers
from plans.services.remind_people import remind_people
from tests.cast import make_person
from tests.courses.library import answer, make_course
from tests.exams.exam_stories import open_now
from tests.plans.plan_stories import make_plan


@pytest.fixture
def course(cast):
    return make_course(cast)


def finish(course, person, deliver):
    for lesson in course.lessons:
        answer(lesson.check_set, person)
    deliver()


def test_everyone_in_the_hall_gets_the_plan_and_nobody_else(cast, course):
    plan = make_plan(cast, ("course", course.page.key))
    assigned = set(Assignment.objects.filter(plan=plan).values_list("person__username", flat=True))
    assert cast.learner.username in assigned and cast.cover.username in assigned
    assert cast.stranger.username not in assigned
    assert Notice.objects.filter(person=cast.learner, title__contains="11 月全科培训").count() == 1


def test_a_sitting_in_a_plan_invites_its_people(cast, course):
    sitting = open_now(cast, [cast.cover])
    make_plan(cast, ("sitting", str(sitting.pk)), nodes=[], people=[cast.learner])
    assert Candidacy.objects.filter(sitting=sitting, person=cast.learner).exists()


def test_an_exam_that_is_over_is_no_longer_called_something_to_do(cast, sign_in):
    sitting = open_now(cast, [cast.learner])
    make_plan(cast, ("sitting", str(sitting.pk)), nodes=[], people=[cast.learner])
    after = sitting.closes_at + timedelta(minutes=1)

    def slip(at):
        (task,) = [each for each in tasks_of(cast.learner, at) if each.kind.startswith("培训计划")]
        return task.action, "请等补考安排" in task.detail

    assert slip(timezone.now()) == ("去完成", False) and slip(after) == ("看安排", True)
    sitting.closes_at = sitting.opens_at + timedelta(seconds=30)
    sitting.save()
    page = sign_in(cast.learner).get(reverse("exams:intro", args=[sitting.pk])).content.decode()
    assert "等考务员安排补考" in page and "开始考试" not in page


def test_progress_follows_from_what_was_passed(cast, course, deliver):
    plan = make_plan(cast, ("course", course.page.key), nodes=[], people=[cast.learner, cast.cover])
    assert [task.title for task in tasks_of(cast.learner, timezone.now())] == [course.page.title]
    finish(course, cast.learner, deliver)
    done = {row.person.username: row.complete for row in progress_in(plan)}
    assert done == {cast.learner.username: True, cast.cover.username: False}
    assert tasks_of(cast.learner, timezone.now()) == []


def test_a_newcomer_joins_by_rule_with_two_weeks_of_their_own(cast, course):
    plan = make_plan(cast, ("course", course.page.key), days=3)
    newcomer = make_person("t1050", "新来的人", cast.hall, Role.STAFF)
    assert assign_newcomers() == 1
    assert assign_newcomers() == 0
    joined = Assignment.objects.get(plan=plan, person=newcomer)
    assert joined.due_on == timezone.localdate() + timedelta(days=14)


def test_who_leaves_the_hall_or_is_taken_off_has_the_plan_no_more_and_who_comes_back_goes_on(cast, course, sign_in):
    plan = make_plan(cast, ("course", course.page.key), days=-1)
    today = timezone.localdate()
    move_person(person=cast.cover, place=Place(node=cast.other_hall, start_on=today), by=cast.admin)
    assert assign_newcomers() == 0
    assert cast.cover not in [row.person for row in progress_in(plan)]
    move_person(person=cast.cover, place=Place(node=cast.hall, start_on=today), by=cast.admin)
    assign_newcomers()
    assert cast.cover in [row.person for row in progress_in(plan)]
    off = reverse("plan-person-remove", args=[plan.pk, cast.learner.pk])
    assert sign_in(cast.stranger_trainer).post(off).status_code == 404
    assert "做过的都还在" in sign_in(cast.manager).get(off).content.decode()
    sign_in(cast.manager).post(off)
    assert sign_in(cast.manager).post(off).status_code == 404  # nobody there any more
    assign_newcomers()
    assert cast.learner not in [row.person for row in progress_in(plan)]
    assert AuditEntry.objects.get(verb="plan.person_removed").after == {"person": "t1001"}
    assert not [task for task in tasks_of(cast.learner, timezone.now()) if task.title == course.page.title]


def test_a_step_with_a_day_of_its_own_puts_people_behind_before_the_plan_is_due(cast, course, deliver):
    plan = make_plan(cast, ("course", course.page.key), nodes=[], people=[cast.learner, cast.cover])
    behind = [task for task in tasks_of(cast.manager, timezone.now()) if task.url == f"/plans/{plan.pk}/"]
    assert behind == []
    yesterday = timezone.localdate() - timedelta(days=1)
    plan.steps.update(due_on=yesterday)
    finish(course, cast.cover, deliver)
    (behind,) = [task for task in tasks_of(cast.manager, timezone.now()) if task.url == f"/plans/{plan.pk}/"]
    assert "还有 1 人" in behind.detail and timezone.localdate(behind.due) == yesterday
    newcomer = make_person("t1050", "新来的人", cast.hall, Role.STAFF)
    Assignment.objects.create(
        plan=plan, person=newcomer, source="rule", assigned_at=timezone.now(), due_on=yesterday + timedelta(days=9)
    )
    assert [row.late_on(timezone.localdate()) for row in progress_in(plan)] == [True, False, False]


def test_a_reminder_reaches_each_person_once_a_day(cast, course):
    plan = make_plan(cast, ("course", course.page.key), nodes=[], people=[cast.learner, cast.cover])
    assert remind_people(plan=plan, people=[cast.learner, cast.cover], by=cast.manager) == 2
    assert remind_people(plan=plan, people=[cast.learner, cast.cover], by=cast.manager) == 0
    assert Notice.objects.filter(person=cast.learner, title__startswith="提醒").count() == 1


def test_the_manager_sees_who_is_left_and_reminds_them_in_one_action(cast, course, sign_in, deliver):
    plan = make_plan(cast, ("course", course.page.key), nodes=[], people=[cast.learner, cast.cover])
    finish(course, cast.learner, deliver)
    client = sign_in(cast.manager)
    page = client.get(reverse("plan-detail", args=[plan.pk])).content.decode()
    assert cast.cover.name in page and "提醒这 1 人" in page
    client.post(reverse("plan-remind", args=[plan.pk]))
    assert Notice.objects.filter(person=cast.cover, title__startswith="提醒").exists()


def test_a_plan_with_nothing_in_it_or_nobody_for_it_is_refused_and_stays_a_draft(cast, course):
    empty = make_plan(cast, activate=False)
    with pytest.raises(ValidationError, match="至少一项内容"):
        activate_plan(plan=empty, by=cast.manager)
    nobody = make_plan(cast, ("course", course.page.key), nodes=[], activate=False)
    with pytest.raises(ValidationError, match="没有人符合"):
        activate_plan(plan=nobody, by=cast.manager)
    assert set(TrainingPlan.objects.values_list("state", flat=True)) == {TrainingPlan.State.DRAFT}


def test_the_manager_makes_a_plan_on_the_page(cast, course, sign_in):
    client = sign_in(cast.manager)
    today = timezone.localdate()
    form = {
        "title": "全科第一批", "node": cast.hall.pk, "nodes": [cast.hall.pk], "starts_on": today,
        "due_on": today - timedelta(days=1), "target_mark": 80, "participation_target": 100,
    }  # fmt: skip
    refused = client.post(reverse("plan-new"), form)
    assert "截止日要在开始日之后" in refused.content.decode()
    client.post(reverse("plan-new"), form | {"due_on": today + timedelta(days=7)})
    plan = TrainingPlan.objects.get(title="全科第一批")
    client.post(reverse("plan-step-add", args=[plan.pk]), {"kind": "course", "key": "no-such-course"})
    assert not plan.steps.exists()
    client.post(reverse("plan-step-add", args=[plan.pk]), {"kind": "course", "key": course.page.key})
    client.post(reverse("plan-activate", args=[plan.pk]))
    plan.refresh_from_db()
    assert plan.state == TrainingPlan.State.ACTIVE


def test_another_hall_and_ordinary_staff_find_nothing(cast, course, sign_in):
    plan = make_plan(cast, ("course", course.page.key), nodes=[], people=[cast.learner])
    for person in (cast.stranger, cast.stranger_trainer, cast.learner):
        client = sign_in(person)
        assert client.get(reverse("plan-detail", args=[plan.pk])).status_code == 404
        assert client.post(reverse("plan-remind", args=[plan.pk])).status_code == 404
    assert sign_in(cast.stranger).get(reverse("my-plan", args=[plan.pk])).status_code == 404
    assert sign_in(cast.learner).get(reverse("my-plan", args=[plan.pk])).status_code == 200
