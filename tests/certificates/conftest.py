"""A scheme for one service item, and a way to hand people proofs without the apps that give them."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from django.utils import timezone

from certificates import evidence
from certificates.evidence import Proof
from certificates.models import CredentialScheme
from service_items.models import ServiceItem


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def item(db) -> ServiceItem:
    return ServiceItem.objects.create(code="I01", name="失业登记")


@pytest.fixture
def scheme(cast, item) -> CredentialScheme:
    """失业登记: one exam at 60, one assessed drill; valid for 12 months."""
    scheme = CredentialScheme.objects.create(
        key="item-i01", title="失业登记事项授权", node=cast.district, validity_months=12, published=True
    )
    scheme.service_items.add(item)
    scheme.requirements.create(kind="exam", key="exam-i01", minimum_percent=60, label="失业登记考核", position=1)
    scheme.requirements.create(kind="drill", key="D01", minimum_percent=80, label="失业登记演练", position=2)
    return scheme


@pytest.fixture
def prove(monkeypatch):
    """prove(person, "exam", "exam-i01", at=…, score=86): the person now has that proof."""
    given: list[tuple[int, Proof]] = []
    ids = count(1)

    def finder(kind):
        return lambda people, keys: [
            (person_id, proof)
            for person_id, proof in given
            if proof.kind == kind and person_id in people and proof.key in keys
        ]

    for kind in ("course", "exam", "drill"):
        monkeypatch.setitem(evidence.FINDERS, kind, finder(kind))

    def prove(person, kind, key, *, at=None, score=90.0, passed=True) -> Proof:
        proof = Proof(
            kind=kind, key=key, source=f"test.{kind}", id=next(ids), label=f"{kind} {key}",
            at=at or timezone.now(), score=score, passed=passed,
        )  # fmt: skip
        given.append((person.pk, proof))
        return proof

    return prove


@pytest.fixture
def prove_all(prove):
    """prove_all(person, at=…): everything that `scheme` asks for."""

    def prove_all(person, *, at):
        prove(person, "exam", "exam-i01", at=at - timedelta(hours=1))
        prove(person, "drill", "D01", at=at)

    return prove_all
