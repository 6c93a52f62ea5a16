"""A trainer keeps her own unit's items; another unit's are not there."""

import pytest
from django.urls import URLResolver, get_resolver

from foundation.models import User
from service_items.models import ServiceItem
from tests.service_items.catalogue import address, editor_data, make_item


@pytest.fixture
def own(cast):
    return make_item(node=cast.hall)


@pytest.fixture
def theirs(cast):
    return make_item("S01", "石桥事项", node=cast.other_hall)


def test_a_trainer_writes_a_draft_that_the_window_does_not_see(cast, own, sign_in):
    client = sign_in(cast.trainer)
    data = editor_data(
        client, own, **{"materials-0-value-acceptance_standard": "栏目填全，本人签名", "short_name": "高龄"}
    )
    assert client.post(address("edit", own.pk), data).status_code == 302
    stored = ServiceItem.objects.get(pk=own.pk)
    draft = stored.get_latest_revision_as_object()
    assert draft.content["materials"][0]["acceptance_standard"] == "栏目填全，本人签名"
    assert [row["id"] for row in draft.content["materials"]] == ["I04-M1", "I04-M4"]
    assert draft.pinyin == "gl" or draft.pinyin == "gljt"
    assert stored.has_unpublished_changes and stored.content["materials"][0]["acceptance_standard"] == "栏目填全"
    assert "本人签名" not in client.get("/items/I04/").content.decode()
    latest = stored.latest_revision_id
    compared = client.get(address("revisions_compare", own.pk, "live", "latest")).content.decode()
    assert "本人签名" in compared
    shown = client.get(address("revisions_view", own.pk, latest)).content.decode()
    assert "申报材料" in shown and "本人签名" in shown and "第 2 版" in shown


def test_a_new_item_is_written_from_nothing_and_previewed(cast, sign_in):
    client = sign_in(cast.trainer)
    data = editor_data(client, code="N01", name="残疾人证办理", node=str(cast.hall.pk))
    data |= {"materials-count": "1", "materials-0-deleted": "", "materials-0-order": "0", "materials-0-type": "row",
             "materials-0-id": "", "materials-0-value-name": "残疾评定表"}  # fmt: skip
    preview = client.post(address("preview_on_add"), data)
    assert preview.json() == {"is_valid": True, "is_available": True}
    page = client.get(address("preview_on_add"), {"mode": ""}).content.decode()
    assert "残疾评定表" in page and "第 1 版" in page
    assert client.post(address("add"), data).status_code == 302
    item = ServiceItem.objects.get(code="N01")
    assert not item.live and client.get("/items/N01/").status_code == 404


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("materials-0-value-name", "其他材料", "兜底说法"),
        ("materials-0-value-notes", "填好后并提交其它 材料", "“其它材料”是兜底说法"),
        ("materials-1-value-core", "on", "核心材料不能容缺"),
        ("code", "I99", "不能改"),
        ("next_check_on", "2020-01-01", "下次核对要在核对日期之后"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_before_it_goes_to_review(cast, own, sign_in, field, given, said):
    client = sign_in(cast.trainer)
    data = editor_data(client, own, **{field: given, "checked_on": "2026-11-01", "action-submit": "1"})
    page = client.post(address("edit", own.pk), data)
    escaped = said.encode("unicode_escape").decode()  # as a block's errors travel to the editor
    assert page.status_code == 200 and (said in page.content.decode() or escaped in page.content.decode())
    assert ServiceItem.objects.get(pk=own.pk).current_workflow_state is None


def test_another_units_item_is_nowhere_in_the_admin(cast, own, theirs, sign_in):
    client = sign_in(cast.trainer)
    listed = client.get(address("list")).content.decode()
    assert "高龄津贴" in listed and "石桥事项" not in listed
    patterns = next(
        one for one in get_resolver("wagtail.admin.urls").url_patterns
        if isinstance(one, URLResolver) and one.namespace == "wagtailsnippets_service_items_serviceitem"
    )  # fmt: skip
    walked = 0
    for pattern in patterns.url_patterns:
        path = str(pattern.pattern)
        if "pk" not in path:
            continue
        fills = {"action_name": "approve", "task_state_id": 1, "task_id": 1, "revision_id": theirs.live_revision_id,
                 "workflow_state_id": 1, "revision_id_a": "earliest", "revision_id_b": "latest"}  # fmt: skip
        wanted = {name: value for name, value in fills.items() if name in pattern.pattern.regex.groupindex}
        for method in (client.get, client.post):
            found = method(_reverse(pattern.name, pk=theirs.pk, **wanted))
            assert found.status_code == 404, (path, method)
            walked += 1
    assert walked > 30
    assert client.get(f"/cms/catalogue/{theirs.pk}/publish/").status_code == 404
    data = editor_data(client, own, node=str(cast.other_hall.pk))
    client.post(address("edit", own.pk), data)
    assert ServiceItem.objects.get(pk=own.pk).get_latest_revision_as_object().node == cast.hall


def _reverse(name, **kwargs):
    from django.urls import reverse

    return reverse(f"wagtailsnippets_service_items_serviceitem:{name}", kwargs=kwargs)


def test_staff_and_officers_have_no_catalogue_to_edit_and_nobody_deletes(cast, own, sign_in):
    for person in (cast.learner, cast.officer, cast.manager, cast.auditor):
        assert sign_in(person).get(address("list")).status_code in (302, 404), person
    for person in (cast.trainer, cast.reviewer, cast.admin):
        client = sign_in(person)
        assert own.name in client.get(address("list")).content.decode()
        client.post(address("delete", own.pk))
        assert ServiceItem.objects.filter(pk=own.pk).exists()


def test_the_list_filters_and_searches_at_the_same_cost(cast, sign_in, django_assert_max_num_queries):
    for number in range(12):
        make_item(f"I{number:02}", f"事项{number}", node=cast.hall, next_check_on="2026-01-01" if number == 3 else None)
    client = sign_in(cast.trainer)
    client.get(address("list"))
    with django_assert_max_num_queries(24):
        page = client.get(address("list")).content.decode()
    assert "事项11" in page and "2026-01-01" in page
    assert "事项3" in client.get(address("list"), {"overdue": "true"}).content.decode()
    found = client.get(address("list_results"), {"q": "项11"}).content.decode()
    assert "事项11" in found and "事项10" not in found


def test_the_rules_are_kept_by_who_administers_the_whole_tree(cast, sign_in):
    from service_items.models import LookupEntry, ServiceRule

    rule = ServiceRule.objects.create(code="R04", name="容缺受理", duty="缺次要材料先受理")
    edit = f"/cms/service-rules/edit/{rule.pk}/"
    assert sign_in(cast.trainer).get(edit).status_code == 302
    client = sign_in(User.objects.get(pk=cast.admin.pk))
    data = {"name": "容缺受理", "duty": "核心材料齐全，签承诺先受理", "basis": ""}
    assert client.post(edit, data).status_code == 302
    assert LookupEntry.objects.filter(rule=rule, detail__contains="签承诺").exists()
