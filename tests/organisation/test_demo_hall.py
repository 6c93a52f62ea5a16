"""The demo hall that a newcomer finds."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from foundation import audit
from foundation.models import AuditEntry, User
from organisation import demo
from organisation.models import Node, Posting, RoleGrant
from organisation.permissions import has_role, people_in_scope
from organisation.review_tasks import reviews_waiting
from service_items import demo as catalogue
from service_items.models import Duty, ReceptionPhrase, ServiceItem, ServiceItemVersion, ServiceRule
from service_items.rules.differences import differences
from service_items.services.export_catalogue import catalogue_workbook
from service_items.services.plan_catalogue import SAME, plan_catalogue
from tests.service_items.catalogue import editor_data

DAY = date(2027, 3, 1)  # not the day for which the files were written
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
    away = Posting.objects.filter(person__username__startswith="LJ")
    assert away.filter(presence=Posting.Presence.LEAVE).exists() and away.filter(presence="seconded").exists()
    gone = away.get(end_on__isnull=False)
    assert gone.end_on == DAY - timedelta(days=20) and not gone.person.is_active


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


def test_the_fifteen_items_say_field_by_field_what_their_file_says_on_the_day_of_loading(hall):
    listed = json.loads((catalogue.DATA / "service_items.json").read_text(encoding="utf-8"))["items"]
    assert len(listed) == ServiceItem.objects.count() == 15
    for entry in listed:
        item = ServiceItem.objects.get(code=entry["code"])
        assert differences(entry | {"task_code": entry["demo_code"]}, item.current_version.content) == []
        for part in ("tolerance", "commitment"):
            listed_there = {key: value for key, value in entry[part].items() if key != "mark"}
            assert listed_there.items() <= item.content[part].items(), entry["code"]
        assert item.content["label"].startswith("演示口径")
        assert (item.checked_on, item.next_check_on) == (DAY, DAY + timedelta(days=181)), entry["code"]


def test_the_real_importer_finds_the_exported_demo_catalogue_unchanged(hall):
    admin = User.objects.get(username="admin")
    ServiceItem.objects.get(code=catalogue.IN_REVIEW).current_workflow_state.cancel(user=admin)
    ServiceItem.objects.update(has_unpublished_changes=False)
    plan = plan_catalogue(SimpleUploadedFile("目录.xlsx", catalogue_workbook(admin)), by=admin)
    assert plan.errors == [] and plan.count(SAME) == 15


def test_reception_phrases_speak_of_days_to_come(hall):
    assert ReceptionPhrase.objects.count() == 31
    said = "、".join(ReceptionPhrase.objects.values_list("words", flat=True))
    assert "3 月 6 日下班前" in said and "结果 3 月 10 日前" in said and "11 月" not in said
    never = ReceptionPhrase.objects.get(moment="never", words="补齐再来")
    assert (
        never.instead.startswith("一次写清") and ReceptionPhrase.objects.get(position=2, moment="greet").rules.exists()
    )


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
    edit = next(iter(reviews_waiting(reviewer, at))).url
    page = client.get(edit).content.decode()
    main_button = page.index('data-workflow-action-name="approve"')
    assert main_button < page.index(
        'name="action-submit"' if 'name="action-submit"' in page else "action-cancel-workflow"
    )
    assert "周六" in page
    item = ServiceItem.objects.get(code="I13")
    pressed = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    assert client.post(edit, editor_data(client, item) | pressed).status_code == 302
    item.refresh_from_db()
    assert not item.has_unpublished_changes and item.current_version.number > 1, "the editor's own form changes no word"
    assert list(reviews_waiting(reviewer, at)) == []


def test_loading_twice_changes_nothing(hall):
    models = (AuditEntry, User, Posting, Duty, ServiceItemVersion, ServiceRule, ReceptionPhrase, Revision)
    before = [model.objects.count() for model in models]
    demo.load(DAY + timedelta(days=10))
    catalogue.load(DAY + timedelta(days=10))
    assert before == [model.objects.count() for model in models]
    assert audit.chain_faults() == []


def test_a_real_hall_refuses_fictional_people(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO"):
        call_command("load_demo")
    assert not User.objects.exists()
