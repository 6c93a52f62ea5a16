"""A code stands in addresses: one that no address can carry is refused, and one already stored troubles nobody else."""

import pytest
from django.urls import reverse

from organisation.models import Node
from service_items.models import ServiceItem
from service_items.urls import urlpatterns
from tests.service_items.catalogue import address, editor_data, make_item
from tests.service_items.test_import_catalogue import good, upload

FIXED = {str(pattern.pattern).partition("/")[0] for pattern in urlpatterns} - {"", "<path:code>"}


@pytest.mark.parametrize("code", ["A/B", "带斜线", "A B", ".", "A\n", *sorted(FIXED), "Duties"])
def test_the_editor_and_the_importer_refuse_what_no_address_can_carry(cast, sign_in, code):
    client = sign_in(cast.trainer)
    data = editor_data(client, code=code, name="残疾人证办理", node=str(cast.hall.pk))
    refused = client.post(address("add"), data)
    if code.strip() == code:  # the form takes the space from the ends
        assert refused.status_code == 200 and refused.context["form"].errors["code"]
        assert not ServiceItem.objects.exists()
        errors = upload(client, good([[code, "残疾人证办理"]], [])).context["errors"]
        assert [error.where for error in errors] == ["“事项” 第 2 行“事项编码”"]


def test_two_codes_that_differ_in_case_alone_are_not_both_taken(cast, sign_in):
    make_item("I08", node=cast.hall)
    client = sign_in(cast.trainer)
    data = editor_data(client, code="i08", name="残疾人证办理", node=str(cast.hall.pk))
    assert "只差大小写" in client.post(address("add"), data).context["form"].errors["code"][0]
    errors = upload(client, good([["i08", "残疾人证办理"]], [])).context["errors"]
    assert "目录里是 I08" in errors[0].message
    assert ServiceItem.objects.count() == 1


def test_an_odd_code_that_is_stored_already_keeps_no_page_from_being_shown(cast, sign_in):
    odd = make_item("A-B", "带斜线的编码", node=cast.hall)
    ServiceItem.objects.filter(pk=odd.pk).update(code="A/B")
    make_item("I08", "高龄津贴", node=cast.hall)
    Node.objects.filter(pk=cast.other_hall.pk).update(code="石桥/2")
    clerk = sign_in(cast.learner)
    for path in ("/", "/items/", "/items/lookup/", "/items/lookup/?q=带斜线", "/items/handbook/", "/search/?q=带斜线"):
        assert clerk.get(path).status_code == 200, path
    assert "带斜线的编码" in clerk.get(reverse("service_items:item", args=["A/B"])).content.decode()
    manager = sign_in(cast.manager)
    for path in ("T-YS/", "T-YS/?q=带斜线", "T-YS/I08/", "T-YS/?by=person"):
        assert manager.get(f"/items/duties/{path}").status_code == 200, path
    assert manager.get("/items/duties/?place=石桥/2", follow=True).status_code in (200, 404)
    assert manager.get("/analytics/competence/").status_code == 200


@pytest.mark.parametrize("code", ["云水/2", "postings", "Deeds"])
def test_a_places_code_is_held_to_the_same(cast, sign_in, code):
    client = sign_in(cast.admin)
    data = {"below-code": code, "below-name": "站", "below-kind": "station"}
    refused = client.post(f"/cms/places/{cast.hall.pk}/below/", data)
    assert refused.status_code == 422 and refused.context["below_form"].errors["code"]
