"""The demo hall that a newcomer finds."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from foundation import audit
from foundation.models import AuditEntry, User
from organisation import demo
from organisation.models import Node, Posting, RoleGrant
from organisation.permissions import has_role, people_in_scope
from organisation.review_tasks import reviews_waiting
from service_items import demo as catalogue
from service_items.models import Duty, ServiceItem, ServiceRule

DAY = date(2026, 11, 21)
ROLE_ACCOUNTS = {
    "clerk": {"staff"},
    "clerk-b": {"staff"},
    "trainer": {"trainer"},
    "reviewer": {"reviewer", "marker"},
    "officer": {"exam_officer"},
    "officer-b": {"exam_officer"},
    "manager": {"manager"},
    "auditor": {"auditor"},
    "outsider": {"staff"},
    "admin": {"administrator"},
}


@pytest.fixture
def hall(db):
    demo.load(DAY)
    catalogue.load(DAY)


def test_there_are_62_people_and_ten_accounts_named_by_role(hall):
    assert User.objects.filter(username__startswith="LJ").count() == 62
    for username, roles in ROLE_ACCOUNTS.items():
        person = User.objects.get(username=username)
        assert person.check_password("Yunchuang-2026")
        assert set(RoleGrant.objects.filter(person=person).values_list("role", flat=True)) == roles
    assert User.objects.get(username="LJ1003").name == "沈𬭎"


def test_the_manager_sees_the_district_and_the_street_manager_only_the_street(hall):
    assert people_in_scope(User.objects.get(username="manager"), "manager").count() == 72
    street = people_in_scope(User.objects.get(username="LJ2015"), "manager")
    assert {posting.node.code for posting in Posting.objects.filter(person__in=street)} == {"YS", "QH", "LA"}
    assert not has_role(User.objects.get(username="clerk"), "trainer", at=Node.objects.get(code="YS"))


def test_the_gaps_in_cover_are_the_deliberate_ones(hall):
    gaps = {}
    for hall_node in Node.objects.filter(kind=Node.Kind.HALL):
        for item in ServiceItem.objects.exclude(code="I15"):
            parts = set(Duty.objects.filter(posting__node=hall_node, item=item).values_list("part", flat=True))
            if parts != {"A", "B"}:
                gaps[hall_node.code, item.code] = parts
    assert gaps == {("YS", "I06"): {"B"}, ("YS", "I12"): {"A"}, ("SQ", "I09"): {"A"}}
    assert not Duty.objects.filter(item__code="I15").exists()


def test_the_clerk_serves_as_a_what_the_b_cover_covers(hall):
    def codes(username, part):
        held = Duty.objects.filter(posting__person__username=username, part=part)
        return set(held.values_list("item__code", flat=True))

    assert codes("clerk", "A") == codes("clerk-b", "B") == {"I01", "I04", "I05", "I09", "I13"}


def test_every_item_has_a_frozen_version_in_force_and_the_rules_are_complete(hall):
    for item in ServiceItem.objects.select_related("current_version"):
        assert item.current_version.number == 1
        assert item.current_version.effective_on < DAY
        assert item.content["materials"] and item.content["label"].startswith("演示口径")
    assert list(ServiceRule.objects.values_list("code", flat=True)) == [f"R{n:02}" for n in range(1, 21)]
    assert set(ServiceRule.objects.filter(is_red_line=True).values_list("code", flat=True)) == {"R10", "R12", "R13"}


def test_a_draft_waits_for_the_reviewer_on_her_home_page_and_another_goes_live_next_week(hall):
    at = timezone.now()
    waiting = {
        name: list(reviews_waiting(User.objects.get(username=name), at)) for name in ("trainer", "reviewer", "clerk")
    }
    assert [(task.title[:3], task.detail) for task in waiting.pop("reviewer")] == [("I13", "陆书航 送审")]
    assert waiting == {"trainer": [], "clerk": []}
    assert ServiceItem.objects.get(code="I15").scheduled_revision.user.username == "trainer"
    reviewer = User.objects.get(username="reviewer")
    client = Client()
    client.force_login(reviewer)
    page = client.get(next(iter(reviews_waiting(reviewer, at))).url).content.decode()
    assert 'data-workflow-action-name="approve"' in page and "周六" in page


def test_loading_twice_changes_nothing(hall):
    before = AuditEntry.objects.count(), User.objects.count(), Posting.objects.count(), Duty.objects.count()
    demo.load(date(2026, 12, 1))
    catalogue.load(date(2026, 12, 1))
    assert before == (AuditEntry.objects.count(), User.objects.count(), Posting.objects.count(), Duty.objects.count())
    assert audit.chain_faults() == []


def test_a_real_hall_refuses_fictional_people(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO"):
        call_command("load_demo")
    assert not User.objects.exists()
