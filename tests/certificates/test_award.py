"""A credential is awarded when, and only when, every proof is there; and only once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from certificates.models import Credential, CredentialEvent
from certificates.rules.state import State, add_months
from certificates.selectors import cleared_people, is_cleared_for, state_at
from certificates.services.consider_person import consider_person, sweep_credentials
from foundation.clock import local_date
from foundation.models import AuditEntry
from service_items.services.mark_changed import mark_changed


def test_a_learner_with_every_proof_receives_the_credential_and_is_cleared(cast, scheme, item, prove_all, now):
    prove_all(cast.learner, at=now)
    credential = consider_person(person=cast.learner, scheme=scheme, at=now)
    assert credential.expires_on == add_months(local_date(now), 12)
    assert [proof["key"] for proof in credential.evidence] == ["exam-i01", "D01"]
    assert is_cleared_for(cast.learner, item, now)
    assert not is_cleared_for(cast.cover, item, now)
    assert AuditEntry.objects.filter(verb="credential.issued").count() == 1


def test_one_missing_proof_or_a_mark_too_low_awards_nothing(cast, scheme, prove, now):
    prove(cast.learner, "exam", "exam-i01", at=now, score=86)
    assert consider_person(person=cast.learner, scheme=scheme, at=now) is None
    prove(cast.learner, "drill", "D01", at=now, score=79.9)
    assert consider_person(person=cast.learner, scheme=scheme, at=now) is None
    assert Credential.objects.count() == 0


def test_without_a_minimum_what_the_exam_itself_called_passed_decides(cast, scheme, prove, now):
    scheme.requirements.filter(kind="exam").update(minimum_percent=None)
    prove(cast.learner, "exam", "exam-i01", at=now, score=95, passed=False)
    prove(cast.learner, "drill", "D01", at=now)
    assert consider_person(person=cast.learner, scheme=scheme, at=now) is None
    prove(cast.learner, "exam", "exam-i01", at=now, score=55, passed=True)
    assert consider_person(person=cast.learner, scheme=scheme, at=now) is not None


def test_the_same_proofs_considered_twenty_times_give_one_credential(cast, scheme, prove_all, now):
    prove_all(cast.learner, at=now)
    for _ in range(20):
        consider_person(person=cast.learner, scheme=scheme, at=now)
    assert Credential.objects.count() == 1
    assert CredentialEvent.objects.count() == 1


def test_the_sweep_finds_what_a_lost_message_left_undone_and_finds_it_once(cast, scheme, prove_all, now):
    prove_all(cast.learner, at=now)
    prove_all(cast.cover, at=now)
    assert sweep_credentials(at=now) == 2
    assert sweep_credentials(at=now) == 0


def test_an_unpublished_scheme_awards_nothing(cast, scheme, prove_all, now):
    scheme.published = False
    scheme.save()
    prove_all(cast.learner, at=now)
    assert consider_person(person=cast.learner, scheme=scheme, at=now) is None


def test_a_due_credential_is_renewed_from_its_last_day_on_new_proofs(cast, scheme, prove_all, now):
    earned = now - timedelta(days=350)
    prove_all(cast.learner, at=earned)
    first = consider_person(person=cast.learner, scheme=scheme, at=earned)
    last_day = first.expires_on
    assert state_at(first, now) == State.DUE
    assert consider_person(person=cast.learner, scheme=scheme, at=now) is None
    prove_all(cast.learner, at=now)
    renewed = consider_person(person=cast.learner, scheme=scheme, at=now)
    assert renewed.pk == first.pk
    assert renewed.expires_on == add_months(last_day, 12)
    assert [event.kind for event in renewed.events.all()] == ["issued", "renewed"]
    assert consider_person(person=cast.learner, scheme=scheme, at=now) is None


def test_a_lapsed_credential_is_renewed_from_the_day_of_the_new_proof(cast, scheme, item, prove_all, now):
    earned = now - timedelta(days=500)
    prove_all(cast.learner, at=earned)
    lapsed = consider_person(person=cast.learner, scheme=scheme, at=earned)
    assert state_at(lapsed, now) == State.LAPSED
    assert not is_cleared_for(cast.learner, item, now)
    prove_all(cast.learner, at=now)
    renewed = consider_person(person=cast.learner, scheme=scheme, at=now)
    assert renewed.expires_on == add_months(local_date(now), 12)
    assert is_cleared_for(cast.learner, item, now)


def test_a_change_of_the_item_makes_it_stale_from_its_day_until_proved_anew(cast, scheme, item, prove_all, now):
    prove_all(cast.learner, at=now - timedelta(days=40))
    credential = consider_person(person=cast.learner, scheme=scheme, at=now)
    change = {"item": item, "severity": "substantive", "by": cast.trainer, "cause_kind": "policy", "cause_key": "P01"}
    mark_changed(**change, effective_on=local_date(now) + timedelta(days=7), at=now - timedelta(days=1))
    assert state_at(credential, now) == State.VALID
    later = now + timedelta(days=7)
    assert state_at(credential, later) == State.STALE
    assert not is_cleared_for(cast.learner, item, later)
    prove_all(cast.learner, at=later)
    assert consider_person(person=cast.learner, scheme=scheme, at=later) is not None
    assert state_at(credential, later) == State.VALID


def test_an_editorial_change_leaves_it_valid(cast, scheme, item, prove_all, now):
    prove_all(cast.learner, at=now - timedelta(days=4))
    credential = consider_person(person=cast.learner, scheme=scheme, at=now)
    mark_changed(item=item, severity="editorial", effective_on=local_date(now), by=None, cause_kind="x", cause_key="1")
    assert state_at(credential, timezone.now()) == State.VALID


def test_a_second_open_credential_is_refused_by_the_database(cast, scheme, prove_all, now):
    prove_all(cast.learner, at=now)
    first = consider_person(person=cast.learner, scheme=scheme, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.create(
            person=cast.learner, scheme=scheme, evidence_hash="other", proved_at=now, issued_at=now,
            expires_on=first.expires_on,
        )  # fmt: skip


def test_coverage_is_asked_in_four_queries_however_many_people(
    cast, scheme, item, prove_all, now, django_assert_num_queries
):
    for person in (cast.learner, cast.cover, cast.stranger, cast.trainer):
        prove_all(person, at=now)
        consider_person(person=person, scheme=scheme, at=now)
    with django_assert_num_queries(4):
        cleared = cleared_people([item], now)
    assert cleared == {"I01": {cast.learner.pk, cast.cover.pk, cast.stranger.pk, cast.trainer.pk}}
