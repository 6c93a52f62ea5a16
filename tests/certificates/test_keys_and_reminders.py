"""A stolen key is replaced with all it signed since; holders hear in time."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from certificates.models import CertificateDocument
from certificates.services.consider_person import consider_person
from certificates.services.remind_holders import remind_holders
from certificates.services.sign_document import sign_document
from certificates.signing.pdf import verify_pdf
from certificates.signing.ring import hall_ring
from foundation.clock import local_date
from foundation.models import AuditEntry, Notice
from service_items.services.mark_changed import mark_changed


@pytest.fixture(autouse=True)
def own_ring(settings, tmp_path):
    settings.SIGNING_KEYS_DIR = tmp_path / "keys"


@pytest.fixture
def credential(cast, scheme, prove_all, now):
    prove_all(cast.learner, at=now)
    return consider_person(person=cast.learner, scheme=scheme, at=now)


def read(document: CertificateDocument) -> bytes:
    with document.file.open("rb") as file:
        return file.read()


def test_what_a_stolen_key_signed_since_is_refused_and_signed_again(credential, now):
    old = read(sign_document(event=credential.events.get()))
    stolen = hall_ring().public().current
    out = StringIO()
    since = (now - timedelta(hours=1)).isoformat()
    call_command("rotate_signing_key", "--compromised", stolen, "--since", since, stdout=out)
    assert "1 certificates were signed again" in out.getvalue()
    new = read(CertificateDocument.objects.get())
    assert verify_pdf(old, hall_ring().public()).signature == "invalid"
    assert verify_pdf(new, hall_ring().public()).signature == "valid"
    assert AuditEntry.objects.filter(verb="certificate.withdrawn").count() == 1


def test_a_plain_rotation_leaves_every_paper_as_it_is(credential):
    document = sign_document(event=credential.events.get())
    call_command("rotate_signing_key", stdout=StringIO())
    assert CertificateDocument.objects.get().sha256 == document.sha256
    assert verify_pdf(read(document), hall_ring().public()).signature == "valid"


def test_a_key_that_is_none_is_refused(db):
    with pytest.raises(CommandError):
        call_command("rotate_signing_key", "--compromised", "0" * 16, stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("rotate_signing_key", "--compromised", "x", "--since", "yesterday", stdout=StringIO())


def test_a_holder_is_reminded_once_when_due_and_once_when_stale(cast, scheme, item, prove_all, now):
    earned = now - timedelta(days=350)
    prove_all(cast.learner, at=earned)
    prove_all(cast.cover, at=now - timedelta(days=10))
    consider_person(person=cast.learner, scheme=scheme, at=earned)
    consider_person(person=cast.cover, scheme=scheme, at=now - timedelta(days=10))
    for _ in range(2):
        assert remind_holders(at=now) == 1
    assert Notice.objects.filter(person=cast.learner, key__startswith="credential-due").count() == 1
    change = {"severity": "procedural", "effective_on": local_date(now), "by": None, "cause_kind": "policy"}
    mark_changed(item=item, cause_key="P01", at=now, **change)
    for _ in range(2):
        assert remind_holders(at=now) == 2
    assert Notice.objects.filter(key__startswith="credential-stale").count() == 2
