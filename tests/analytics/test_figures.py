"""What a manager sees: completion of a plan, who can serve what, and where nobody covers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.competence import gaps_by_hall, items_of_nobody, matrix
from analytics.completion import completion_report
from certificates.models import Credential, CredentialScheme
from certificates.selectors import is_cleared_for
from exams.services.release_results import release_results
from foundation.registries.tasks import tasks_of
from organisation.models import Posting
from plans.services.assign_people import assign_people
from service_items.models import Duty, ServiceItem
from service_items.services.mark_changed import mark_changed
from tests.cast import make_person
from tests.courses.library import answer, make_course
from tests.exams.exam_stories import open_now, started
from tests.plans.plan_stories import make_plan


@pytest.fixture
def item(cast):
    item = ServiceItem.objects.create(code="I01", name="失业登记")
    for person, part in ((cast.learner, "A"), (cast.cover, "B")):
        Duty.objects.create(posting=person.postings.get(), item=item, part=part)
    return item


def clear(person, item, cast):
    """The person holds a credential for the item that is valid today."""
    scheme, _ = CredentialScheme.objects.get_or_create(
        key=f"item-{item.code.lower()}", defaults={"title": item.name, "node": cast.district, "published": True}
    )
    scheme.service_items.add(item)
    now = timezone.now()
    return Credential.objects.create(
        person=person, scheme=scheme, evidence=[], evidence_hash=f"{person.pk}", issued_at=now, proved_at=now,
        expires_on=timezone.localdate() + timedelta(days=300),
    )  # fmt: skip


def test_completion_is_counted_by_place_window_and_person(cast, deliver):
    course = make_course(cast)
    plan = make_plan(cast, ("course", course.page.key), nodes=[], people=[cast.learner, cast.cover, cast.stranger])
    for lesson in course.lessons:
        answer(lesson.check_set, cast.learner)
    deliver()
    report = completion_report(plan, cast.district)
    places = {group.title: (group.complete.count, group.complete.total) for group in report.places}
    assert places == {"云水大厅": (1, 2), "石桥大厅": (0, 1)}
    assert report.total.complete.percent == 33 and report.total.above_mark.percent is None  # no exam, no mark
    hall = completion_report(plan, cast.hall)
    assert [(group.title, group.complete.percent) for group in hall.windows] == [("综合窗口 1 号", 50)]


def test_an_item_that_fewer_than_two_cleared_people_in_post_can_serve_is_a_gap(cast, item, sign_in):
    (hall, _other) = gaps_by_hall(cast.district)
    assert [(row.code, row.gap) for _item, row in hall.gaps] == [("I01", "nobody")]
    clear(cast.learner, item, cast)
    clear(cast.cover, item, cast)
    assert gaps_by_hall(cast.district)[0].gaps == []
    ServiceItem.objects.create(code="I15", name="残疾人两项补贴")
    assert [item.code for item in items_of_nobody(cast.district)] == ["I15"]
    (task,) = [task for task in tasks_of(cast.manager, timezone.now()) if task.kind == "AB 角缺口"]
    assert "1 项还没有指定 A 角和 B 角" in task.detail
    page = sign_in(cast.manager).get(reverse("competence")).content.decode()
    assert "没有人负责" in page
    cast.cover.postings.update(presence=Posting.Presence.LEAVE)
    assert [row.gap for _item, row in gaps_by_hall(cast.district)[0].gaps] == ["one"]


def test_the_participation_and_the_share_above_the_mark_stand_beside_the_completion(cast, deliver, sign_in):
    sitting = open_now(cast, [cast.learner, cast.cover])
    course = make_course(cast)
    steps = (("course", course.page.key), ("sitting", str(sitting.pk)))
    plan = make_plan(cast, *steps, nodes=[], people=[cast.learner, cast.cover, cast.stranger])
    desk = started(cast.learner, sitting)
    for number in (1, 2, 3):
        desk.answer(number)
    desk.hand_in()
    deliver()
    release_results(sitting=sitting, by=cast.officer)
    report = completion_report(plan, cast.district)
    (here, there) = report.places
    assert (here.complete.count, here.took_part.count, here.above_mark.count) == (0, 1, 1)
    assert (there.took_part.count, there.above_mark.count) == (0, 0)
    assert report.total.took_part.percent == 33
    for wanted, left in (("absent", {cast.cover, cast.stranger}), ("below", {cast.cover, cast.stranger}), ("left", 3)):
        people = [line.progress.person for line in completion_report(plan, cast.district, wanted=wanted).people]
        assert (set(people) if wanted != "left" else len(people)) == left
    page = sign_in(cast.manager).get(reverse("completion"), {"plan": plan.pk, "show": "absent"}).content.decode()
    assert cast.stranger.name in page and cast.learner.name not in page
    assert 'role="img"' in page and "云水大厅 0% 50% 50%" in page  # the chart says what its table says
    window = sign_in(cast.manager).get(reverse("completion"), {"plan": plan.pk, "node": "T-YS", "window": "T-YS-01"})
    assert [line.progress.person for line in window.context["people"]] == [cast.learner, cast.cover]


def test_every_way_of_asking_who_is_cleared_agrees(cast, item):
    credential = clear(cast.learner, item, cast)
    people, at = (cast.learner, cast.cover), timezone.now()

    def answers() -> list[bool]:
        gap = gaps_by_hall(cast.hall)[0].gaps
        present = gap[0][1].cleared_present if gap else frozenset()
        asked = [cast.learner.pk in present, is_cleared_for(cast.learner, item, at)]
        return [*asked, cast.learner.pk in matrix(cast.hall).gaps["I01"].cleared_present]

    assert answers() == [True] * 3 and not is_cleared_for(people[1], item, at)
    mark_changed(
        item=item,
        severity="substantive",
        effective_on=timezone.localdate(),
        by=cast.trainer,
        cause_kind="test",
        cause_key="1",
    )
    assert answers() == [False] * 3
    Credential.objects.filter(pk=credential.pk).update(proved_at=at + timedelta(days=1))
    assert answers() == [True] * 3
    Credential.objects.filter(pk=credential.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    assert answers() == [False] * 3


def test_the_matrix_shows_duty_and_state_in_one_cell(cast, item):
    clear(cast.learner, item, cast)
    rows = {row.person.username: row.cells[0] for row in matrix(cast.hall).rows}
    assert (rows[cast.learner.username].part, rows[cast.learner.username].state) == ("A", "valid")
    assert (rows[cast.cover.username].part, rows[cast.cover.username].state) == ("B", "")


def test_the_pages_cost_the_same_number_of_queries_however_many_people(
    cast, item, sign_in, django_assert_max_num_queries
):
    clear(cast.learner, item, cast)
    course = make_course(cast)
    plan = make_plan(cast, ("course", course.page.key))
    pages = ("/analytics/competence/", f"/analytics/?plan={plan.pk}", "/plans/", f"/plans/{plan.pk}/", "/")
    client = sign_in(cast.manager)
    few = {}
    for path in pages:
        client.get(path)
        with django_assert_max_num_queries(30) as few[path]:
            page = client.get(path).content.decode()
        assert "AB 角缺口" in page or "competence" not in path
    for number in range(60):
        person = make_person(f"m{number:03d}", f"员工{number:03d}", cast.hall)
        Duty.objects.create(posting=person.postings.get(), item=item, part="B")
        clear(person, item, cast)
    assign_people(plan=plan, by=cast.manager)
    for path in pages:
        with django_assert_max_num_queries(len(few[path])):
            response = client.get(path)
        assert response.content.decode().count("员工0") <= 150  # paged
    assert client.get("/analytics/competence/?page=2").content.decode().count("员工0") >= 20
    assert client.get(f"/analytics/?plan={plan.pk}&page=2").context["people"].number == 2


def test_figures_are_for_managers_of_the_place(cast, sign_in):
    assert sign_in(cast.learner).get(reverse("completion")).status_code == 404
    assert sign_in(cast.learner).get(reverse("competence")).status_code == 404
    assert sign_in(cast.manager).get(reverse("competence"), {"node": "no-such"}).status_code == 404
