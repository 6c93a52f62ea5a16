"""The administrator keeps the tree of halls and units, their windows, and the posts."""

import pytest
from django.test import Client

from foundation.models import AuditEntry
from organisation.models import Node, Post, Role, Window
from organisation.permissions import has_role, people_in_scope
from tests.cast import make_person

PLACES = "/cms/places/"


@pytest.fixture
def admin(cast):
    client = Client()
    client.force_login(cast.admin)
    return client


def station(prefix="below-", **changes) -> dict:
    fields = {"code": "QH", "name": "青禾社区便民服务站", "kind": Node.Kind.STATION, "address": "青禾路 1 号"} | changes
    return {prefix + name: value for name, value in fields.items()}


def test_a_station_is_added_below_a_hall_and_a_unit_below_that(admin, cast):
    admin.post(f"{PLACES}{cast.hall.pk}/below/", station())
    added = Node.objects.get(code="QH")
    assert added.path.startswith(cast.hall.path) and added.depth == cast.hall.depth + 1
    admin.post(f"{PLACES}{added.pk}/below/", station(code="QH-U", name="进驻单位", kind=Node.Kind.UNIT))
    unit = Node.objects.get(code="QH-U")
    assert unit.get_parent() == added and unit.depth == 4
    street = make_person("t9002", "尹书衡", cast.hall, Role.MANAGER)
    below = make_person("t9003", "驻站人员", unit, Role.STAFF)
    assert has_role(cast.admin, Role.ADMINISTRATOR, at=unit) and has_role(street, Role.MANAGER, at=unit)
    assert not has_role(street, Role.MANAGER, at=cast.district) and not has_role(
        cast.stranger_trainer, Role.TRAINER, at=unit
    )
    assert below in people_in_scope(street, Role.MANAGER) and below not in people_in_scope(cast.stranger_trainer)
    assert AuditEntry.objects.filter(verb="place.added", actor="t9001").count() == 2
    assert "青禾社区便民服务站" in admin.get(PLACES).content.decode()


def test_a_taken_code_is_said_at_the_field(admin, cast):
    response = admin.post(f"{PLACES}{cast.hall.pk}/below/", station(code="T-SQ"))
    assert response.status_code == 422 and response.context["below_form"].errors["code"]
    assert not Node.objects.filter(name="青禾社区便民服务站").exists()


def test_details_change_with_before_and_after(admin, cast):
    admin.post(f"{PLACES}{cast.hall.pk}/change/", station("", code="T-YS", name="云水中心", kind="hall"))
    assert Node.objects.get(pk=cast.hall.pk).name == "云水中心"
    entry = AuditEntry.objects.get(verb="place.changed")
    assert (entry.before["name"], entry.after["name"]) == ("云水大厅", "云水中心")


def test_windows_and_posts_are_kept(admin, cast):
    admin.post(f"{PLACES}{cast.hall.pk}/windows/new/", {"window-code": "T-YS-02", "window-name": "综合窗口 2 号"})
    window = Window.objects.get(code="T-YS-02")
    assert window.hall == cast.hall
    admin.post(f"{PLACES}windows/{window.pk}/", {"code": "T-YS-02", "name": "社保窗口"})
    assert Window.objects.get(pk=window.pk).name == "社保窗口"
    admin.post(f"{PLACES}posts/new/", {"name": "首席代表", "is_chief": "on"})
    assert Post.objects.get(name="首席代表").is_chief


def test_a_street_administrator_keeps_only_her_street(cast):
    client = Client()
    client.force_login(make_person("t9002", "尹书衡", cast.hall, Role.ADMINISTRATOR))
    other = Window.objects.create(hall=cast.other_hall, code="T-SQ-01", name="综合窗口")
    assert client.get(f"{PLACES}{cast.hall.pk}/").status_code == 200
    for path in (f"{cast.other_hall.pk}/", f"{cast.district.pk}/", f"windows/{other.pk}/"):
        assert client.get(PLACES + path).status_code == 404, path
    for path in ("change/", "below/", "windows/new/"):
        assert client.post(f"{PLACES}{cast.other_hall.pk}/{path}", station()).status_code == 404, path
    assert "石桥大厅" not in client.get(PLACES).content.decode()


def test_for_everybody_else_there_is_no_such_page(cast):
    for name, person in cast.everyone().items():
        if name != "admin":
            client = Client()
            client.force_login(person)
            assert client.get(PLACES).status_code == 404, name
            assert client.post(f"{PLACES}{cast.hall.pk}/below/", station()).status_code == 404, name
            assert client.post(f"{PLACES}posts/new/", {"name": "x"}).status_code == 404, name


def test_the_tree_costs_the_same_for_many_places(admin, cast, django_assert_max_num_queries):
    for number in range(40):
        Node.objects.get(pk=cast.hall.pk).add_child(code=f"Q{number}", name=f"社区站 {number}", kind=Node.Kind.STATION)
    with django_assert_max_num_queries(25):
        assert len(admin.get(PLACES).context["places"]) == 43
