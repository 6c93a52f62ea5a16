"""Twenty deliveries at once give one credential, one code, one file and one notice, and none of them fails."""

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from certificates.models import CertificateDocument, Credential, CredentialEvent
from certificates.services.consider_person import consider_person
from certificates.services.sign_document import sign_document
from foundation.models import Notice
from tests.cast import make_cast
from tests.meeting import at_once

DELIVERIES = 20

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db):
    return make_cast()


@pytest.fixture
def earned(cast, scheme, prove_all):
    """Deliver what the learner has earned; the credential."""
    if connection.vendor != "postgresql":
        pytest.skip("threads need a database server")
    prove_all(cast.learner, at=timezone.now())
    return lambda: consider_person(person=cast.learner, scheme=scheme)


@pytest.fixture
def signed(earned, settings):
    """Sign the award, which no worker has signed yet; its document."""
    settings.OUTBOX_WAKE = "none"
    event = earned().events.get()
    return lambda: sign_document(event=CredentialEvent.objects.get(pk=event.pk))


def refused(given: list) -> int:
    """How many failed at the constraint; whatever else they raised goes on."""
    for each in given:
        if isinstance(each, Exception) and not isinstance(each, IntegrityError):
            raise each
    return sum(isinstance(each, IntegrityError) for each in given)


def test_one_credential_and_no_delivery_fails(earned):
    assert refused(at_once(Credential, *[earned] * DELIVERIES)) == 0
    assert Credential.objects.count() == 1
    assert CredentialEvent.objects.count() == 1
    assert Notice.objects.count() == 1


def test_without_the_lock_the_constraint_still_holds_and_this_test_would_notice(earned, settings):
    settings.SABOTAGE = frozenset({"credential-once"})
    assert refused(at_once(Credential, *[earned] * DELIVERIES)) == DELIVERIES - 1
    assert Credential.objects.count() == 1


def test_one_file_however_many_workers_sign(signed):
    assert not CertificateDocument.objects.exists()
    documents = at_once(CertificateDocument, *[signed] * DELIVERIES)
    assert refused(documents) == 0 and len({each.pk for each in documents}) == 1
    assert CertificateDocument.objects.count() == 1


def test_without_the_lock_workers_that_sign_meet_the_constraint(signed, settings):
    settings.SABOTAGE = frozenset({"document-once"})
    assert refused(at_once(CertificateDocument, *[signed] * DELIVERIES)) == DELIVERIES - 1
    assert CertificateDocument.objects.count() == 1
