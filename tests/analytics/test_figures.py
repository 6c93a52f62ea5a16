"""What a manager sees: completion of a plan, who can serve what, and where nobody covers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.competence import gaps_by_hall, matrix
from analytics.completion import completion_report
from certificates.models import Credential, CredentialScheme
from organisation.models import Posting
from service_items.models import Duty, ServiceItem
from tests.courses.library import answer, make_course
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
    assert report.total.complete.percent == 33
    hall = completion_report(plan, cast.hall)
    assert [(group.title, group.complete.percent) for group in hall.windows] == [("综合窗口 1 号", 50)]


def test_an_item_that_fewer_than_two_cleared_people_in_post_can_serve_is_a_gap(cast, item):
    (hall, _other) = gaps_by_hall(cast.district)
    assert [(row.code, row.gap) for _item, row in hall.gaps] == [("I01", "nobody")]
    clear(cast.learner, item, cast)
    clear(cast.cover, item, cast)
    assert gaps_by_hall(cast.district)[0].gaps == []
    cast.cover.postings.update(presence=Posting.Presence.LEAVE)
    assert [row.gap for _item, row in gaps_by_hall(cast.district)[0].gaps] == ["one"]


def test_the_matrix_shows_duty_and_state_in_one_cell(cast, item):
    clear(cast.learner, item, cast)
    rows = {row.person.username: row.cells[0] for row in matrix(cast.hall).rows}
    assert (rows[cast.learner.username].part, rows[cast.learner.username].state) == ("A", "valid")
    assert (rows[cast.cover.username].part, rows[cast.cover.username].state) == ("B", "")


def test_the_pages_cost_the_same_number_of_queries_however_many_people(
    cast, item, sign_in, django_assert_max_num_queries
):
    clear(cast.learner, item, cast)
    client = sign_in(cast.manager)
    client.get(reverse("competence"))
    with django_assert_max_num_queries(30):
        page = client.get(reverse("competence")).content.decode()
    assert "AB 角缺口" in page and cast.learner.name in page


def test_figures_are_for_managers_of_the_place(cast, sign_in):
    assert sign_in(cast.learner).get(reverse("completion")).status_code == 404
    assert sign_in(cast.learner).get(reverse("competence")).status_code == 404
    assert sign_in(cast.manager).get(reverse("competence"), {"node": "no-such"}).status_code == 404
