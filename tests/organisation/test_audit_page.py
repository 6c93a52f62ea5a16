"""The auditor reads the trail of her part of the organisation, filters it and takes it away."""

import csv
import io

import pytest
from django.db import transaction
from django.test import Client

from foundation import audit
from foundation.models import AuditEntry
from organisation.audit_words import verb_label
from organisation.models import Role
from tests.cast import make_person

AUDIT = "/cms/audit/"


def note(verb, cast, node=None, by=None, **more):
    with transaction.atomic():
        return audit.record(verb, by=by or cast.admin, on=cast.learner, node_path=node.path if node else "", **more)


@pytest.fixture
def trail(cast):
    AuditEntry.objects.all().delete()
    return {
        "hall": note(
            "person.changed", cast, cast.hall, before={"name": "旧名"}, after={"name": "=新名"}, reason="更正"
        ),
        "other": note("role.granted", cast, cast.other_hall, by=cast.manager),
        "nowhere": note("paper.published", cast),
    }


def reading(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def shown(client, query="") -> list[str]:
    return [entry.verb for entry in client.get(f"{AUDIT}?{query}").context["page"]]


def test_the_district_auditor_sees_everything_the_newest_first(cast, trail):
    assert shown(reading(cast.auditor)) == ["paper.published", "role.granted", "person.changed"]


def test_a_street_auditor_sees_the_street_alone(cast, trail):
    person = make_person("t9003", "街道审计", cast.hall)
    from organisation.services.grant_role import grant_role

    grant_role(person=person, role=Role.AUDITOR, node=cast.hall, by=None)
    AuditEntry.objects.filter(verb="role.granted", node_path=cast.hall.path).delete()
    client = reading(person)
    assert shown(client) == ["person.changed"]
    assert client.get(f"{AUDIT}{trail['hall'].sequence}/").status_code == 200
    for key in ("other", "nowhere"):
        assert client.get(f"{AUDIT}{trail[key].sequence}/").status_code == 404


def test_it_is_filtered_by_person_kind_word_and_day(cast, trail):
    client = reading(cast.auditor)
    assert shown(client, "actor=t1007") == ["role.granted"]
    assert shown(client, "actor=宋嘉茵") == ["role.granted"]
    assert shown(client, "thing=paper") == ["paper.published"]
    assert shown(client, "q=更正") == ["person.changed"]
    assert shown(client, "until=2020-01-01") == []
    assert len(shown(client, "since=2020-01-01")) == 3
    assert len(shown(client, "since=nonsense")) == 3


def test_one_entry_shows_before_and_after_and_whether_it_was_touched(cast, trail):
    client = reading(cast.auditor)
    page = client.get(f"{AUDIT}{trail['hall'].sequence}/").content.decode()
    assert "旧名" in page and "新名" in page and "被改过" not in page
    AuditEntry.objects.filter(pk=trail["hall"].pk).update(reason="抹掉")
    assert "被改过" in client.get(f"{AUDIT}{trail['hall'].sequence}/").content.decode()


def test_the_export_holds_what_was_filtered_and_is_itself_recorded(cast, trail):
    client = reading(cast.auditor)
    response = client.post(f"{AUDIT}export/", {"thing": "person", "format": "csv"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row[5] for row in rows[1:]] == ["person.changed"]
    assert rows[1][11] == "更正"
    entry = AuditEntry.objects.get(verb="audit.exported")
    assert entry.actor == "t1008" and entry.after["thing"] == "person"
    assert client.post(f"{AUDIT}export/", {"format": "xlsx"}).content.startswith(b"PK")
    assert client.get(f"{AUDIT}export/").status_code == 405


def test_the_list_costs_the_same_for_many(cast, trail, django_assert_max_num_queries):
    for _ in range(120):
        note("person.changed", cast, cast.hall)
    client = reading(cast.auditor)
    with django_assert_max_num_queries(25):
        assert len(client.get(AUDIT).context["page"]) == 50


def test_for_everybody_else_there_is_no_such_page(cast, trail):
    for name, person in cast.everyone().items():
        if name != "auditor":
            client = reading(person)
            assert client.get(AUDIT).status_code == 404, name
            assert client.get(f"{AUDIT}{trail['hall'].sequence}/").status_code == 404, name
            assert client.post(f"{AUDIT}export/").status_code == 404, name


def test_deeds_have_names_and_unknown_ones_their_code():
    assert verb_label("sign_in.locked") == "登录 · 锁定"
    assert verb_label("new_thing.happened") == "new_thing · happened"
