"""Twenty deliveries at once give one credential, one code, one file and one notice, and none of them fails."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from certificates import evidence
from certificates.models import CertificateDocument, Credential, CredentialEvent
from certificates.services.consider_person import consider_person
from certificates.services.sign_document import sign_document
from foundation.models import Notice
from tests.cast import make_cast

DELIVERIES = 20

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db):
    return make_cast()


@pytest.fixture
def slow_proofs(monkeypatch, prove_all):
    """Looking for proofs takes long enough that deliveries without a lock would all find the credential missing."""
    quick = evidence.FINDERS["exam"]

    def slow(people, keys):
        found = list(quick(people, keys))
        time.sleep(0.05)
        return found

    monkeypatch.setitem(evidence.FINDERS, "exam", slow)


def deliver_at_once(deed) -> list[Exception]:
    """Run `deed` in twenty threads that start together; what they raised."""
    start = Barrier(DELIVERIES)

    def one(_number):
        try:
            start.wait()
            deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(DELIVERIES) as pool:
        return [error for error in pool.map(one, range(DELIVERIES)) if error]


@pytest.fixture
def earned(cast, scheme, prove_all, slow_proofs):
    if connection.vendor != "postgresql":
        pytest.skip("threads need a database server")
    prove_all(cast.learner, at=timezone.now())
    return lambda: consider_person(person=cast.learner, scheme=scheme)


def test_one_credential_and_no_delivery_fails(earned):
    assert deliver_at_once(earned) == []
    assert Credential.objects.count() == 1
    assert CredentialEvent.objects.count() == 1
    assert Notice.objects.count() == 1


def test_without_the_lock_the_constraint_still_holds_and_this_test_would_notice(earned, settings):
    settings.SABOTAGE = frozenset({"credential-once"})
    assert deliver_at_once(earned) != []
    assert Credential.objects.count() == 1


def test_one_file_however_many_workers_sign(earned):
    event = earned().events.get()
    assert deliver_at_once(lambda: sign_document(event=CredentialEvent.objects.get(pk=event.pk))) == []
    assert CertificateDocument.objects.count() == 1
