"""Officers and managers keep schemes and see who holds what, each in their own halls."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from certificates.models import CredentialScheme, StandingRequest
from certificates.services.consider_person import consider_person
from organisation.models import Role
from tests.cast import make_person


@pytest.fixture
def credential(cast, scheme, prove_all, now):
    prove_all(cast.learner, at=now)
    prove_all(cast.stranger, at=now)
    consider_person(person=cast.stranger, scheme=scheme, at=now)
    return consider_person(person=cast.learner, scheme=scheme, at=now)


def address(name, *args):
    return reverse(f"certificates_admin:{name}", args=args)


def test_an_officer_sees_the_holders_of_the_own_hall_only(cast, credential, sign_in):
    page = sign_in(cast.officer).get(address("holders")).content.decode()
    assert "何晓岚" in page
    assert "沈𬭎" not in page
    both = sign_in(cast.manager).get(address("holders")).content.decode()
    assert "沈𬭎" in both


def test_filters_narrow_the_list(cast, credential, sign_in):
    client = sign_in(cast.manager)
    assert "何晓岚" in client.get(address("holders"), {"q": "晓岚", "state": "valid"}).content.decode()
    assert "何晓岚" not in client.get(address("holders"), {"state": "lapsed"}).content.decode()
    assert client.get(address("holders"), {"state": "nonsense"}).status_code == 200


def test_the_list_can_be_taken_away_as_a_sheet(cast, credential, sign_in):
    answer = sign_in(cast.officer).get(address("holders_xlsx"))
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[1] for row in rows[1:]] == ["何晓岚"]
    assert rows[1][6] == "有效"


def test_staff_and_other_halls_do_not_find_these_pages(cast, credential, sign_in):
    assert sign_in(cast.learner).get(address("holders")).status_code in (302, 404)
    outside = sign_in(cast.stranger_trainer)
    assert outside.get(address("holder", credential.pk)).status_code == 404
    assert outside.get(address("scheme_edit", credential.scheme_id)).status_code == 404
    assert "何晓岚" not in outside.get(address("holders")).content.decode()


def test_an_officer_asks_and_a_manager_approves_in_the_browser(cast, credential, sign_in):
    asked = sign_in(cast.officer).post(
        address("holder", credential.pk), {"kind": "suspended", "reason": "照片规格审核错 1 件"}
    )
    assert asked.status_code == 302
    wanted = StandingRequest.objects.get()
    queue = sign_in(cast.manager).get(address("requests")).content.decode()
    assert "照片规格审核错 1 件" in queue
    sign_in(cast.manager).post(address("decide", wanted.pk), {"decision": "approve"})
    assert "已暂停" in sign_in(cast.officer).get(address("holder", credential.pk)).content.decode()


def test_an_auditor_reads_and_changes_nothing(cast, credential, sign_in):
    client = sign_in(cast.auditor)
    assert client.get(address("holder", credential.pk)).status_code == 200
    assert client.post(address("holder", credential.pk), {"kind": "revoked", "reason": "x"}).status_code == 404
    assert client.get(address("scheme_add")).status_code == 404
    assert StandingRequest.objects.count() == 0


def scheme_data(cast, item, **changes) -> dict:
    return {
        "title": "失业登记（二）", "key": "item-i01-b", "kind": "items", "node": cast.hall.pk,
        "service_items": [item.pk], "validity_months": 12, "statement": "准予办理所列事项", "published": "on",
        "proofs-TOTAL_FORMS": 2, "proofs-INITIAL_FORMS": 0,
        "proofs-0-proof": "", "proofs-0-renews": "on", "proofs-1-proof": "",
    } | changes  # fmt: skip


def test_an_officer_makes_a_scheme_from_a_preset(cast, item, sign_in, monkeypatch):
    choices = [("", "—"), ("演练", [("drill|D01", "D01 首问")])]
    monkeypatch.setattr("certificates.views.schemes.proof_choices", lambda user, scheme: choices)
    client = sign_in(cast.officer)
    assert "80" in client.get(address("scheme_add"), {"preset": "items"}).content.decode()
    wanted = scheme_data(cast, item, **{"proofs-0-proof": "drill|D01", "proofs-0-minimum_percent": 80})
    assert client.post(address("scheme_add"), wanted).status_code == 302
    made = CredentialScheme.objects.get(key="item-i01-b")
    assert made.published
    assert [(row.kind, row.key, row.minimum_percent) for row in made.requirements.all()] == [("drill", "D01", 80)]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "启用前至少要有一项取得条件"),
        ({"service_items": []}, "事项授权至少要选一个事项"),
        ({"statement": "国家职业技能等级证书三级"}, "不能写成国家职业技能等级证书"),
        ({"proofs-0-minimum_percent": 120}, "100"),
        ({"validity_months": 0}, "1"),
    ],
)
def test_a_scheme_that_cannot_be_is_refused_at_its_field_and_nothing_is_stored(cast, item, sign_in, changes, reason):
    answer = sign_in(cast.officer).post(address("scheme_add"), scheme_data(cast, item, **changes))
    assert answer.status_code == 200
    assert reason in answer.content.decode()
    assert not CredentialScheme.objects.filter(key="item-i01-b").exists()


def test_a_scheme_cannot_be_put_where_one_keeps_nothing(cast, item, sign_in):
    wanted = scheme_data(cast, item, node=cast.other_hall.pk)
    assert sign_in(cast.officer).post(address("scheme_add"), wanted).status_code == 200
    assert not CredentialScheme.objects.filter(key="item-i01-b").exists()


def test_the_list_costs_the_same_for_one_holder_and_for_many(
    cast, credential, scheme, prove_all, sign_in, now, django_assert_max_num_queries
):
    for number in range(12):
        person = make_person(f"t30{number:02d}", f"人员{number}", cast.hall, Role.STAFF)
        prove_all(person, at=now)
        consider_person(person=person, scheme=scheme, at=now)
    client = sign_in(cast.officer)
    client.get(address("holders"))
    with django_assert_max_num_queries(30):
        assert "人员11" in client.get(address("holders")).content.decode()
