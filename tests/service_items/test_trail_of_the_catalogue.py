"""What becomes of the catalogue stands in the audit trail, where the auditor of the place finds it."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from foundation.models import AuditEntry
from organisation.models import Role
from organisation.views.audit import entries_in_scope
from service_items.models import ReceptionPhrase, ServiceItem, ServiceRule
from service_items.services.mark_changed import mark_changed
from service_items.services.report_guide import report_guide
from tests.cast import make_person
from tests.service_items.catalogue import address, make_item
from tests.service_items.test_import_catalogue import good, upload


@pytest.fixture
def item(cast):
    return make_item(node=cast.hall)


def deeds(verb: str, **more) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(verb=verb, **more))


def test_who_takes_an_item_down_is_on_record_once(cast, item, sign_in):
    client = sign_in(cast.admin)
    for _turn in range(2):
        client.post(address("unpublish", item.pk))
    (entry,) = deeds("service_item.taken_down")
    assert (entry.actor, entry.object_label, entry.node_path) == ("t9001", "I04 高龄津贴", cast.hall.path)
    assert not ServiceItem.objects.get(pk=item.pk).live


def test_an_item_that_ends_at_its_hour_is_taken_down_by_nobody_in_particular(item):
    ServiceItem.objects.filter(pk=item.pk).update(expire_at=timezone.now() - timezone.timedelta(minutes=1))
    call_command("publish_scheduled", verbosity=0)
    (entry,) = deeds("service_item.taken_down")
    assert entry.actor == ""


def test_a_taken_down_items_slip_says_so_on_paper_and_in_the_text(cast, item, sign_in):
    client, path = sign_in(cast.learner), "/items/I04/notice/?missing=I04-M1"
    assert "已经撤下" not in client.get(path).content.decode()
    item.unpublish()
    slip = client.get(path)
    assert slip.content.decode().count("这个事项已经撤下，窗口不再受理。") == 2
    assert "已经撤下" in slip.context["slip"].as_text()


def test_rules_and_phrases_are_changed_with_before_and_after(cast, sign_in):
    rule = ServiceRule.objects.create(code="R04", name="容缺受理", duty="缺次要材料先受理")
    client = sign_in(cast.admin)
    client.post(f"/cms/service-rules/edit/{rule.pk}/", {"name": "容缺受理", "duty": "签承诺先受理", "basis": ""})
    (entry,) = deeds("service_rule.changed", actor="t9001")
    assert (entry.before["duty"], entry.after["duty"]) == ("缺次要材料先受理", "签承诺先受理")
    phrase = {"moment": "greet", "occasion": "", "words": "您好，请坐。", "instead": "", "position": "1"}
    client.post("/cms/reception-phrases/add/", phrase)
    made = ReceptionPhrase.objects.get(words="您好，请坐。")
    client.post(f"/cms/reception-phrases/edit/{made.pk}/", phrase | {"words": "您好。"})
    client.post(f"/cms/reception-phrases/edit/{made.pk}/", phrase | {"words": "您好。"})
    client.post(f"/cms/reception-phrases/delete/{made.pk}/")
    told = AuditEntry.objects.filter(verb__startswith="reception_phrase.").order_by("sequence")
    assert [entry.verb.partition(".")[2] for entry in told] == ["added", "changed", "removed"]
    assert {entry.object_id for entry in told} == {str(made.pk)}


def test_what_is_of_a_street_is_seen_by_the_streets_auditor(cast, item, sign_in):
    person = make_person("t9003", "街道审计", cast.hall, Role.AUDITOR)
    mark_changed(item=item, severity="procedural", effective_on=timezone.localdate(), by=cast.trainer,
                 cause_kind="policy", cause_key="p1")  # fmt: skip
    report_guide(item=item, text="承诺时限写错了", by=cast.learner)
    client = sign_in(cast.trainer)
    upload(client, good([["N01", "残疾人证办理", "", "", "", "", "", ""]], []))
    client.post("/cms/catalogue/import/write/")
    verbs = set(entries_in_scope(person).values_list("verb", flat=True))
    assert {"service_item.changed", "guide.reported", "catalogue.imported"} <= verbs


def test_an_import_of_two_streets_belongs_to_what_is_above_both(cast, item, sign_in):
    client = sign_in(cast.admin)
    columns = ["事项编码", "事项名称", "维护单位"]
    from tests.service_items.test_import_catalogue import book

    upload(client, book(事项=[columns, ["N01", "甲", "T-YS"], ["N02", "乙", "T-SQ"]]))
    client.post("/cms/catalogue/import/write/")
    assert deeds("catalogue.imported")[0].node_path == cast.district.path
