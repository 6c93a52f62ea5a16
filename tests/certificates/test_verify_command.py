"""manage.py verify_certificate answers with the signature, the status and an exit code that scripts can trust."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from certificates.models import Credential
from certificates.services.consider_person import consider_person
from certificates.services.sign_document import sign_document
from certificates.signing.ring import hall_ring
from certificates.signing.status_list import UntrustedList, read_list


@pytest.fixture
def credential(cast, scheme, prove_all, now):
    prove_all(cast.learner, at=now)
    return consider_person(person=cast.learner, scheme=scheme, at=now)


@pytest.fixture
def file(credential, tmp_path):
    path = tmp_path / "certificate.pdf"
    with sign_document(event=credential.events.get()).file.open("rb") as signed:
        path.write_bytes(signed.read())
    return path


@pytest.fixture
def status_list(file, tmp_path):
    path = tmp_path / "status.json"
    call_command("export_status_list", str(path), stdout=StringIO())
    return path


def verify(file, *options) -> tuple[int, dict]:
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_certificate", str(file), "--json", *options, stdout=out)
    return ended.value.code, json.loads(out.getvalue())


def test_a_good_certificate_exits_0(file, credential):
    code, told = verify(file)
    assert (code, told) == (0, {"signature": "valid", "status": "valid", "code": credential.code, "reasons": []})


def test_a_tampered_one_exits_1_with_the_reason(file):
    data = bytearray(file.read_bytes())
    data[300] ^= 1
    file.write_bytes(bytes(data))
    code, told = verify(file)
    assert (code, told["signature"], told["status"]) == (1, "invalid", "unknown")
    assert told["reasons"]


@pytest.mark.parametrize(("days", "status", "exit_code"), [(20, "due", 0), (-1, "lapsed", 1)])
def test_a_date_decides_between_due_and_lapsed(file, credential, now, days, status, exit_code):
    Credential.objects.update(expires_on=(now + timedelta(days=days)).date())
    code, told = verify(file)
    assert (code, told["status"]) == (exit_code, status)


def test_with_a_status_list_no_database_is_asked(file, status_list, django_assert_num_queries):
    with django_assert_num_queries(0):
        code, told = verify(file, "--status-list", str(status_list))
    assert (code, told["signature"], told["status"]) == (0, "valid", "valid")


def test_public_keys_alone_are_enough(file, status_list, tmp_path, settings):
    public = tmp_path / "public"
    public.mkdir()
    for part in hall_ring().public_dir.iterdir():
        (public / part.name).write_bytes(part.read_bytes())
    settings.SIGNING_KEYS_DIR = tmp_path / "nothing-here"
    assert verify(file, "--status-list", str(status_list), "--keys", str(public))[0] == 0


def test_a_list_that_does_not_know_the_certificate_exits_2(file, tmp_path, credential):
    before = tmp_path / "before.json"
    Credential.objects.filter(pk=credential.pk).update(code="0" * 26)
    call_command("export_status_list", str(before), stdout=StringIO())
    code, told = verify(file, "--status-list", str(before))
    assert (code, told["signature"], told["status"]) == (2, "valid", "unknown")


def test_a_database_that_does_not_know_it_exits_2(file, credential):
    Credential.objects.filter(pk=credential.pk).update(code="0" * 26)
    assert verify(file)[0] == 2


def test_where_neither_database_nor_list_can_be_read_the_signature_is_judged_all_the_same(file, tmp_path, monkeypatch):
    def no_table(*args):
        raise OperationalError("no such table")

    code, told = verify(file, "--status-list", str(tmp_path / "nowhere.json"))
    assert (code, told["signature"], told["status"]) == (2, "valid", "unknown") and "名单" in told["reasons"][0]
    monkeypatch.setattr("certificates.verification.with_states", no_table)
    code, told = verify(file)
    assert (code, told["signature"], told["status"]) == (2, "valid", "unknown") and "数据库" in told["reasons"][0]
    file.write_bytes(file.read_bytes()[:-700])
    assert verify(file)[0] == 1
    with pytest.raises(CommandError) as unread:
        call_command("verify_certificate", str(tmp_path / "missing.pdf"), "--json")
    assert unread.value.returncode == 2  # not refused: nobody has looked at it


@pytest.mark.parametrize("change", ["entry", "alg", "none", "kid", "signature", "garbage"])
def test_a_changed_list_counts_for_nothing(file, status_list, change):
    envelope = json.loads(status_list.read_bytes())
    if change == "entry":
        next(iter(envelope["payload"]["entries"].values()))["expires_on"] = "2099-01-01"
    elif change in ("alg", "none"):
        envelope["alg"] = "HS256" if change == "alg" else "none"
    elif change == "kid":
        envelope["kid"] = "0" * 16
    elif change == "signature":
        envelope["signature"] = ""
    status_list.write_text("{" if change == "garbage" else json.dumps(envelope), encoding="utf-8")
    code, told = verify(file, "--status-list", str(status_list))
    assert (code, told["signature"], told["status"]) == (2, "valid", "unknown")
    assert any("名单" in reason for reason in told["reasons"])


def test_an_old_list_counts_for_nothing(status_list, now):
    with pytest.raises(UntrustedList, match="过期"):
        read_list(status_list.read_bytes(), hall_ring().public(), now + timedelta(days=40))


def test_the_list_names_nobody_and_no_code(status_list, credential, cast):
    text = status_list.read_text(encoding="utf-8")
    assert credential.code not in text
    assert cast.learner.name not in text
    assert cast.learner.username not in text
