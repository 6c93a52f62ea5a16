"""A class: the manager sets it up in a plan, the trainer records who came, and the check says what they learned."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.models import AuditEntry
from foundation.registries.my_data import held_about
from foundation.registries.tasks import tasks_of
from organisation.models import Role
from organisation.services.grant_role import grant_role
from plans.models import Attendance, TrainingClass
from plans.selectors import progress_in
from plans.services.keep_class import keep_class, record_attendance, set_outcome_check
from question_bank.models import Check
from question_bank.services.make_check import make_check
from tests.courses.library import answer, make_question
from tests.plans.plan_stories import make_plan


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def held(cast) -> TrainingClass:
    """A class that began an hour ago, by the trainer."""
    begun = timezone.now() - timedelta(hours=1)
    row = TrainingClass(title="一次性告知集中培训", node=cast.hall, starts_at=begun, place="二楼会议室")
    return keep_class(training_class=row, by=cast.trainer)


@pytest.fixture
def plan(cast, held):
    return make_plan(cast, ("class", str(held.pk)), nodes=[], people=[cast.learner, cast.cover])


def done(plan) -> set[str]:
    return {row.person.username for row in progress_in(plan) if row.complete}


def test_the_manager_sets_up_a_class_and_the_people_of_its_plan_find_it(cast):
    desk = signed_in(cast.manager)
    starts = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    form = {"title": "开窗五项检查", "node": cast.hall.pk, "starts_at": starts, "place": ""}
    assert 'class="error"' in desk.post(reverse("class-new"), form).content.decode()
    desk.post(reverse("class-new"), form | {"place": "一楼大厅"})
    coming = TrainingClass.objects.get()
    assert coming.created_by == cast.manager and AuditEntry.objects.filter(verb="class.created").exists()
    make_plan(cast, ("class", str(coming.pk)), nodes=[], people=[cast.learner])
    (task,) = tasks_of(cast.learner, timezone.now())
    page = signed_in(cast.learner).get(task.url).content.decode()
    assert "开窗五项检查" in page and "一楼大厅" in page and "还没有开始" in page
    assert "开窗五项检查" in signed_in(cast.learner).get(reverse("my-plans")).content.decode()
    desk.post(reverse("class-edit", args=[coming.pk]), form | {"title": "开窗六项检查", "place": "一楼大厅"})
    assert "开窗六项检查" in signed_in(cast.learner).get(reverse("my-plans")).content.decode()
    with pytest.raises(ValidationError, match="还没有开始"):
        record_attendance(training_class=coming, people=[cast.learner], by=cast.trainer)


def test_the_trainer_records_who_came_and_a_wrong_tick_is_taken_back(cast, held, plan):
    assert "登记到课" in [task.action for task in tasks_of(cast.trainer, timezone.now())]
    desk, page = signed_in(cast.trainer), reverse("class-detail", args=[held.pk])
    assert cast.cover.name in desk.get(page).content.decode()
    form = {"people": [cast.learner.pk, cast.cover.pk], "others": f"{cast.officer.username}、t2001"}
    assert "没有这些工号：t2001" in desk.post(page, form).content.decode() and not Attendance.objects.exists()
    desk.post(page, form | {"others": cast.officer.username})
    assert Attendance.objects.filter(recorded_by=cast.trainer).count() == 3
    assert done(plan) == {cast.learner.username, cast.cover.username}
    desk.post(page, {"people": [cast.learner.pk, cast.officer.pk]})
    assert done(plan) == {cast.learner.username}
    assert AuditEntry.objects.filter(verb="class.attended").latest("sequence").after["removed"] == [cast.cover.username]
    assert "登记到课" not in [task.action for task in tasks_of(cast.trainer, timezone.now())]
    told = {section.title: section.rows for section in held_about(cast.learner)}
    assert told["集中培训到课"][0][0] == held.title and told["集中培训到课"][0][2] == cast.trainer.name
    with pytest.raises(ValidationError, match="另一位同事"):
        record_attendance(training_class=held, people=[cast.trainer], by=cast.trainer)


def test_with_a_check_a_class_is_done_when_one_came_and_passed(cast, held, plan):
    question = make_question(cast, "告知-1")
    desk, page = signed_in(cast.trainer), reverse("class-check", args=[held.pk])
    assert "不能要求答对更多" in desk.post(page, {"questions": [question.pk], "pass_count": 3}).content.decode()
    desk.post(page, {"questions": [question.pk], "pass_count": 1})
    held.refresh_from_db()
    assert held.outcome_check.kind == Check.Kind.CLASS
    record_attendance(training_class=held, people=[cast.learner], by=cast.trainer)
    assert done(plan) == set()
    mine = signed_in(cast.learner).get(reverse("my-class", args=[held.pk])).content.decode()
    assert reverse("question_bank:check", args=[held.outcome_check_id]) in mine
    answer(held.outcome_check, cast.learner)
    answer(held.outcome_check, cast.cover)  # passed without coming: a check is no presence
    assert done(plan) == {cast.learner.username}
    assert "已通过" in signed_in(cast.learner).get(reverse("my-class", args=[held.pk])).content.decode()
    other = make_check(title="另一份", kind=Check.Kind.CLASS, questions=[question], pass_count=1)
    with pytest.raises(ValidationError, match="已经有人做过"):
        set_outcome_check(training_class=held, check=other, by=cast.trainer)


def test_another_halls_people_find_no_class_and_staff_keep_none(cast, held, plan):
    grant_role(person=cast.stranger, role=Role.MANAGER, node=cast.other_hall, by=None)
    pages = [reverse(name, args=[held.pk]) for name in ("class-detail", "class-edit", "class-check")]
    for person in (cast.stranger, cast.stranger_trainer, cast.learner):
        client = signed_in(person)
        assert {client.get(page).status_code for page in pages} == {404}
        assert client.post(pages[0], {"people": []}).status_code == 404
    assert signed_in(cast.stranger).get(reverse("my-class", args=[held.pk])).status_code == 404
    auditor = signed_in(cast.auditor)
    assert auditor.get(pages[0]).status_code == 200 and auditor.post(pages[0], {"others": ""}).status_code == 404
    assert "一次性告知集中培训" not in signed_in(cast.stranger).get(reverse("class-list")).content.decode()


def test_the_plan_shows_its_targets_beside_who_is_left(cast, held, plan):
    record_attendance(training_class=held, people=[cast.learner], by=cast.trainer)
    page = signed_in(cast.manager).get(reverse("plan-detail", args=[plan.pk])).content.decode()
    assert "50<small>% / 目标 100%" in page and "目标成绩 80 分" in page and "提醒这 1 人" in page
    assert "11 月全科培训" in signed_in(cast.manager).get(reverse("plan-list")).content.decode()
