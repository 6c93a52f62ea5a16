"""The demo hall holds credentials in every state, and loading it twice changes nothing."""

from collections import Counter
from datetime import timedelta

from django.utils import timezone

import organisation.demo
import service_items.demo
from certificates import demo
from certificates.models import CertificateDocument, Credential, CredentialEvent
from certificates.rules.state import State
from certificates.selectors import with_states
from foundation.clock import local_date
from service_items.models import ServiceItem
from service_items.services.mark_changed import mark_changed


def test_every_state_is_there_each_with_its_paper_and_its_honest_label(db, settings, tmp_path):
    settings.REVOCATION_JOURNAL = tmp_path / "revocations.jsonl"
    settings.DEMO_PASSWORD = "Only-for-this-test-1"
    today = local_date()
    organisation.demo.load(today)
    service_items.demo.load(today)
    mark_changed(
        item=ServiceItem.objects.get(code="I14"), severity="substantive", effective_on=today - timedelta(days=7),
        by=None, cause_kind="policy", cause_key="P02", at=timezone.now() - timedelta(days=21),
    )  # fmt: skip
    for _ in range(2):
        demo.load(today)
    held = with_states(Credential.objects.all(), timezone.now())
    assert set(Counter(credential.state for credential in held)) == set(State)
    assert 30 <= len(held) <= 50
    assert CertificateDocument.objects.count() == CredentialEvent.objects.filter(kind="issued").count() == len(held)
    assert {proof["label"] for credential in held for proof in credential.evidence} == {f"历史认定：{demo.PROVED}"}
