"""Publishing says what changed, freezes a version, and announces it once."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from foundation import facts
from foundation.clock import local_date
from foundation.models import AuditEntry, OutboxMessage
from foundation.tasks import publish_scheduled
from service_items.lookup import find_entries
from service_items.models import ServiceItem, ServiceItemChange, ServiceItemVersion
from service_items.rules.differences import default_severity, differences
from service_items.selectors import stale_codes
from service_items.services.sweep_catalogue import sweep_catalogue
from tests.service_items.catalogue import CONTENT, address, editor_data, make_item

CHANGED = CONTENT | {
    "limits": [{"id": "I04-L1", "kind": "promised", "days": 10, "unit": "工作日", "text": "承诺 10 个工作日"}],
}
LAST_MONTH = timedelta(days=30)


@pytest.fixture
def item(cast) -> ServiceItem:
    return make_item(node=cast.hall, at=timezone.now() - LAST_MONTH)


def draft(item: ServiceItem, by, content=CHANGED, **columns):
    """A draft with `content`, saved as the editor saves it."""
    found = ServiceItem.objects.get(pk=item.pk).get_latest_revision_as_object()
    found.content = content
    for name, value in columns.items():
        setattr(found, name, value)
    return found.save_revision(user=by)


def test_the_publisher_sees_old_and_new_and_says_how_much_it_matters(cast, item, sign_in):
    client = sign_in(cast.trainer)
    data = editor_data(client, item, **{"limits-0-value-days": "10", "limits-0-value-text": "承诺 10 个工作日"})
    client.post(address("edit", item.pk), data)
    client = sign_in(cast.reviewer)
    asked = client.post(address("edit", item.pk), editor_data(client, item) | {"action-publish": "1"})
    assert asked.url == f"/cms/catalogue/{item.pk}/publish/"
    assert ServiceItemVersion.objects.count() == 1, "nothing is live before the author has seen it"
    page = client.get(asked.url)
    shown = page.content.decode()
    for words in ("有 2 处改动", "<del>承诺 15 个工作日</del>", "<ins>承诺 10 个工作日</ins>"):
        assert words in shown
    assert page.context["form"]["severity"].value() == "substantive"
    day = local_date() + timedelta(days=5)
    early = {"severity": "procedural", "effective_on": "2020-01-01", "summary": "承诺时限缩短"}
    assert "不能早于现行版本的执行日" in client.post(asked.url, early).content.decode()
    assert client.post(asked.url, early | {"effective_on": day.isoformat()}).status_code == 302
    version = ServiceItemVersion.objects.get(item=item, number=2)
    assert (version.effective_on, version.published_by) == (day, cast.reviewer)
    change = ServiceItemChange.objects.get()
    assert (change.severity, change.effective_on, change.summary) == ("procedural", day, "承诺时限缩短")
    assert (
        change.fields[-1]["old"] == "承诺 15 个工作日"
        and change.fields[-1]["label"] == "办结时限·承诺 15 个工作日·内容"
    )
    told = OutboxMessage.objects.filter(fact="service_items.changed")
    assert {row.payload["effective_on"] for row in told} == {day.isoformat()}
    assert stale_codes(["I04"], reviewed_at=timezone.now() - timedelta(days=1), on=day) == ["I04"]
    assert stale_codes(["I04"], reviewed_at=timezone.now() - timedelta(days=1), on=local_date()) == []
    window = client.get("/items/I04/").content.decode()
    assert "第 1 版" in window and f"{day.isoformat()} 起有改动" in window


def test_publishing_again_without_a_change_announces_nothing(cast, item, sign_in):
    client = sign_in(cast.reviewer)
    draft(item, cast.trainer, checked_on=local_date(), content=CONTENT)
    page = client.get(f"/cms/catalogue/{item.pk}/publish/").content.decode()
    assert "不产生新版本" in page and 'name="severity"' not in page
    client.post(f"/cms/catalogue/{item.pk}/publish/", {"effective_on": local_date().isoformat()})
    stored = ServiceItem.objects.get(pk=item.pk)
    assert stored.checked_on == local_date() and stored.versions.count() == 1
    assert not ServiceItemChange.objects.exists() and not OutboxMessage.objects.exists()


def test_what_was_said_of_one_publication_is_not_said_of_the_next(cast, item, sign_in):
    revision = draft(item, cast.reviewer, change_severity="editorial", change_summary="改了错字")
    revision.publish(user=cast.reviewer)
    assert ServiceItemChange.objects.get().severity == "editorial"
    form = sign_in(cast.trainer).get(address("edit", item.pk)).context["form"]
    assert not form["change_severity"].value() and not form["change_summary"].value()


def test_a_trainers_draft_goes_live_by_review_with_the_stated_defaults(cast, item, sign_in):
    data = editor_data(sign_in(cast.trainer), item, **{"limits-0-value-text": "承诺 10 个工作日"})
    assert sign_in(cast.trainer).get(f"/cms/catalogue/{item.pk}/publish/").status_code == 404
    client = sign_in(cast.trainer)
    assert client.post(address("edit", item.pk), data | {"action-submit": "1"}).status_code == 302
    stored = ServiceItem.objects.get(pk=item.pk)
    task = stored.current_workflow_task
    assert task.get_actions(stored, cast.stranger_trainer) == []
    assert "approve" not in {name for name, *_ in task.get_actions(stored, cast.trainer)}
    assert "approve" in {name for name, *_ in task.get_actions(stored, cast.reviewer)}
    state = stored.current_workflow_task_state
    approve = address("workflow_action", item.pk, "approve", state.pk)
    assert sign_in(cast.stranger_trainer).post(approve, {"comment": ""}).status_code == 404
    assert sign_in(cast.reviewer).post(approve, {"comment": "同意"}).status_code == 302
    change = ServiceItemChange.objects.get()
    assert (change.severity, change.effective_on) == ("substantive", local_date())
    assert change.summary == "改了：办结时限·承诺 15 个工作日·内容"


def test_a_reviewer_who_changes_an_item_while_approving_it_is_told_in_the_editor(cast, item, sign_in):
    data = editor_data(sign_in(cast.trainer), item, **{"limits-0-value-text": "承诺 10 个工作日"})
    sign_in(cast.trainer).post(address("edit", item.pk), data | {"action-submit": "1"})
    client = sign_in(cast.reviewer)
    own = editor_data(client, item, **{"limits-0-value-text": "承诺 9 个工作日"})
    pressed = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    page = client.post(address("edit", item.pk), own | pressed, follow=True).content.decode()
    assert "没有批准：批准时文字有改动" in page and "正在编辑" in page
    draft = ServiceItem.objects.get(pk=item.pk).get_latest_revision_as_object()
    assert draft.limits[0].value["text"] == "承诺 9 个工作日"
    assert ServiceItemVersion.objects.filter(item=item).count() == 1


def test_a_scheduled_publication_takes_effect_at_its_hour_once(cast, item, sign_in):
    soon = timezone.now().replace(second=0, microsecond=0) + timedelta(hours=1)
    data = editor_data(sign_in(cast.trainer), item, **{"limits-0-value-text": "承诺 10 个工作日"})
    data["go_live_at"] = timezone.localtime(soon).strftime("%Y-%m-%d %H:%M")
    assert sign_in(cast.trainer).post(address("edit", item.pk), data).status_code == 302
    client = sign_in(cast.reviewer)
    own_page = f"/cms/catalogue/{item.pk}/publish/"
    assert "自动发布" in client.get(own_page).content.decode()
    said = {"severity": "procedural", "effective_on": local_date(soon).isoformat(), "summary": "缩短"}
    assert client.post(own_page, said).status_code == 302
    assert ServiceItem.objects.get(pk=item.pk).scheduled_revision.approved_go_live_at == soon
    assert ServiceItemVersion.objects.filter(item=item).count() == 1
    told = []
    for hours in (1, 2):
        with time_machine.travel(soon + timedelta(hours=hours)):
            publish_scheduled()
        told.append(OutboxMessage.objects.filter(fact="service_items.changed").count())
    assert told[0] > 0 and told[0] == told[1]
    version = ServiceItemVersion.objects.get(item=item, number=2)
    assert version.effective_on == local_date(soon), "the day that was said, also when the sweep comes after midnight"
    assert ServiceItemChange.objects.get().severity == "procedural"


def test_a_publication_that_nobody_heard_of_is_frozen_by_the_sweep(cast, item):
    revision = draft(item, cast.reviewer)
    stored = revision.as_object()
    stored.live_revision, stored.last_published_at = revision, timezone.now()
    stored.save()  # live, and the process died before it was frozen
    assert sweep_catalogue() == 1 and sweep_catalogue() == 0
    assert ServiceItemChange.objects.get().announced_by == cast.reviewer


def test_on_its_day_the_new_wording_is_what_the_window_finds(cast, item):
    fresh = CONTENT | {"materials": [*CONTENT["materials"], {"id": "I04-M5", "name": "户口簿", "necessity": "必要"}]}
    draft(item, cast.reviewer, fresh, effective_on=local_date() + timedelta(days=3)).publish(user=cast.reviewer)
    assert not find_entries("户口簿")
    ServiceItemVersion.objects.filter(item=item, number=2).update(effective_on=local_date())
    sweep_catalogue()
    assert find_entries("户口簿")[0].anchor == "I04-M5"


def test_an_item_taken_down_is_no_longer_found_and_its_page_says_so(cast, item, sign_in):
    client = sign_in(cast.reviewer)
    assert client.post(address("unpublish", item.pk)).status_code == 302
    assert not find_entries("高龄")
    assert "已经撤下" in client.get("/items/I04/").content.decode()


def test_catch_all_wording_in_an_unfinished_draft_never_goes_live(cast, item, sign_in):
    draft(item, cast.trainer, CONTENT | {"materials": [{"id": "x", "name": "法律法规规定的其他材料"}]})
    client = sign_in(cast.reviewer)
    page = client.post(f"/cms/catalogue/{item.pk}/publish/", {
        "severity": "editorial", "effective_on": local_date().isoformat(), "summary": "",
    }).content.decode()  # fmt: skip
    assert "兜底说法" in page and ServiceItemVersion.objects.count() == 1


def test_the_deed_stands_in_the_audit_trail(cast, item):
    draft(item, cast.reviewer).publish(user=cast.reviewer)
    frozen = AuditEntry.objects.filter(verb="service_item.version_frozen").last()
    assert (frozen.actor, frozen.node_path, frozen.after["number"]) == ("t1004", cast.hall.path, 2)
    facts.drain_all()
    assert not OutboxMessage.objects.filter(handled_at=None).exists()


def test_differences_follow_rows_by_their_ids_and_absent_equals_empty():
    old = {"materials": [{"id": "a", "name": "甲", "core": False, "source": None}, {"id": "b", "name": "乙"}]}
    assert differences(old, {"materials": [{"id": "a", "name": "甲"}, {"id": "b", "name": "乙", "copies": None}]}) == []
    moved = differences(old, {"materials": list(reversed(old["materials"]))})
    assert [(one.label, one.new) for one in moved] == [("申报材料·次序", "乙 → 甲")]
    gone = differences(old, {"materials": old["materials"][:1], "fees": [{"id": "f", "text": "不收费"}]})
    assert [one.label for one in gone] == ["申报材料（取消）", "收费（新增）"]
    source = differences(old, {"materials": [old["materials"][0] | {"source": "窗口"}, old["materials"][1]]})
    assert default_severity(source) == "editorial" and default_severity(gone) == "substantive"
