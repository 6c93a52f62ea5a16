"""Taking a credential away, for a time or for good, needs a reason and two people."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from certificates import journal
from certificates.models import Credential, CredentialEvent
from certificates.rules.state import State
from certificates.selectors import in_state, is_cleared_for, state_at
from certificates.services.consider_person import consider_person
from certificates.services.decide_standing import decide_standing
from certificates.services.replay_revocations import replay_revocations
from certificates.services.request_standing import request_standing
from certificates.verification import verify_code
from foundation.models import Notice


@pytest.fixture(autouse=True)
def own_journal(settings, tmp_path):
    settings.REVOCATION_JOURNAL = tmp_path / "apart" / "revocations.jsonl"


@pytest.fixture
def credential(cast, scheme, prove_all, now):
    prove_all(cast.learner, at=now)
    return consider_person(person=cast.learner, scheme=scheme, at=now)


@pytest.fixture
def change(cast, credential, django_capture_on_commit_callbacks):
    """change("revoked"): the officer asks, the manager approves, and it is committed."""

    def change(kind, reason="照片规格审核错 1 件"):
        request = request_standing(credential=credential, kind=kind, reason=reason, by=cast.officer)
        with django_capture_on_commit_callbacks(execute=True):
            return decide_standing(request=request, approve=True, by=cast.manager)

    return change


def test_a_request_alone_changes_nothing(cast, credential, now):
    request_standing(credential=credential, kind="suspended", reason="复核中", by=cast.officer)
    assert state_at(credential, now) == State.VALID
    assert Notice.objects.filter(person=cast.manager, key__startswith="standing-request").count() == 1


def test_suspended_it_clears_nobody_and_restored_it_does_again(cast, credential, item, change, now):
    change("suspended")
    assert state_at(credential, now) == State.SUSPENDED
    assert not is_cleared_for(cast.learner, item, now)
    change("restored", "复核完毕，没有出错")
    assert state_at(credential, now) == State.VALID
    assert is_cleared_for(cast.learner, item, now)
    events = [(event.kind, event.requested_by, event.approved_by) for event in credential.events.all()[1:]]
    assert events == [("suspended", cast.officer, cast.manager), ("restored", cast.officer, cast.manager)]
    assert Notice.objects.filter(person=cast.learner).count() == 3


def test_nobody_approves_what_they_asked_for(cast, credential, now):
    request = request_standing(credential=credential, kind="revoked", reason="作弊", by=cast.officer)
    with pytest.raises(ValidationError, match="另一人"):
        decide_standing(request=request, approve=True, by=cast.officer)
    assert state_at(credential, now) == State.VALID


def test_holders_have_no_say_in_their_own_certificates(cast, scheme, prove_all, now):
    prove_all(cast.officer_b, at=now)
    own = consider_person(person=cast.officer_b, scheme=scheme, at=now)
    request = request_standing(credential=own, kind="suspended", reason="复核中", by=cast.officer)
    for approve in (True, False):
        with pytest.raises(ValidationError, match="自己的证书"):
            decide_standing(request=request, approve=approve, answer="不必", by=cast.officer_b)
    assert state_at(own, now) == State.VALID


def test_the_database_itself_refuses_one_person_in_both_parts(cast, credential, settings, now):
    settings.SABOTAGE = frozenset({"credential-second-person"})
    request = request_standing(credential=credential, kind="revoked", reason="作弊", by=cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        decide_standing(request=request, approve=True, by=cast.officer)
    for people in ({"requested_by": cast.officer, "approved_by": cast.officer}, {"approved_by": cast.officer}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CredentialEvent.objects.create(credential=credential, kind="suspended", at=now, reason="x", **people)
    with pytest.raises(IntegrityError), transaction.atomic():
        CredentialEvent.objects.create(
            credential=credential, kind="suspended", at=now, requested_by=cast.officer, approved_by=cast.manager
        )


def test_without_a_reason_nothing_can_be_asked(cast, credential):
    with pytest.raises(ValidationError):
        request_standing(credential=credential, kind="suspended", reason="  ", by=cast.officer)


def test_a_keeper_of_another_hall_can_neither_ask_nor_decide(cast, credential):
    with pytest.raises(PermissionDenied):
        request_standing(credential=credential, kind="suspended", reason="x", by=cast.stranger_trainer)
    request = request_standing(credential=credential, kind="suspended", reason="x", by=cast.officer)
    with pytest.raises(PermissionDenied):
        decide_standing(request=request, approve=True, by=cast.stranger_trainer)


def test_one_request_at_a_time_and_only_one_that_fits(cast, credential, change):
    with pytest.raises(ValidationError, match="没有暂停"):
        request_standing(credential=credential, kind="restored", reason="x", by=cast.officer)
    request_standing(credential=credential, kind="suspended", reason="x", by=cast.officer)
    with pytest.raises(ValidationError, match="已有一项申请"):
        request_standing(credential=credential, kind="revoked", reason="x", by=cast.manager)


def test_a_declined_request_needs_a_word_and_leaves_the_credential(cast, credential, now):
    request = request_standing(credential=credential, kind="revoked", reason="x", by=cast.officer)
    with pytest.raises(ValidationError):
        decide_standing(request=request, approve=False, by=cast.manager)
    decide_standing(request=request, approve=False, by=cast.manager, answer="证据不足")
    assert state_at(credential, now) == State.VALID


def test_revoked_is_final_and_shown_on_the_next_request(cast, credential, change, client, now):
    page = reverse("certificates:verify_code", args=[credential.code])
    assert "证书有效" in client.get(page).content.decode()
    change("revoked", "冒名顶替")
    shown = client.get(page).content.decode()
    assert "证书已撤销" in shown and f"{timezone.localdate()} 撤销" in shown
    assert "冒名顶替" not in shown
    with pytest.raises(ValidationError, match="已经撤销"):
        request_standing(credential=credential, kind="restored", reason="x", by=cast.officer)


def test_after_a_revocation_the_old_proofs_earn_nothing_and_new_ones_a_new_credential(
    cast, scheme, credential, change, prove_all
):
    change("revoked")
    credential.refresh_from_db()
    later = credential.revoked_at + (credential.revoked_at - credential.issued_at) + _hour()
    assert consider_person(person=cast.learner, scheme=scheme, at=later) is None
    prove_all(cast.learner, at=later + 2 * _hour())
    again = consider_person(person=cast.learner, scheme=scheme, at=later + 3 * _hour())
    assert again.pk != credential.pk
    assert again.code != credential.code


def test_new_proofs_do_not_lift_a_suspension(cast, scheme, credential, change, prove_all, now):
    change("suspended")
    prove_all(cast.learner, at=now + _hour())
    assert consider_person(person=cast.learner, scheme=scheme, at=now + 2 * _hour()) is None


def test_a_restored_backup_cannot_bring_a_revoked_credential_back(credential, change, now):
    change("revoked", "冒名顶替")
    _restore_backup(credential)
    assert state_at(credential, now) == State.VALID
    assert verify_code(credential.code, now).status == State.REVOKED
    assert replay_revocations() == 1
    assert state_at(credential, now) == State.REVOKED
    assert credential.events.get(kind="revoked").reason == "冒名顶替"
    assert replay_revocations() == 0


def test_a_credential_issued_after_the_backup_stays_revoked_too(credential, change, now):
    change("revoked")
    Credential.objects.filter(pk=credential.pk).update(code="0" * 26)
    assert verify_code(credential.code, now).status == State.REVOKED


def test_a_line_that_a_crash_kept_out_of_the_journal_is_written_later(credential, change, settings):
    change("revoked")
    settings.REVOCATION_JOURNAL.unlink()
    assert journal.revoked_codes() == set()
    assert replay_revocations() == 1
    assert journal.revoked_codes() == {credential.code}


def test_a_line_that_a_crash_cut_off_does_not_hide_the_others(credential, change, settings):
    change("revoked")
    with settings.REVOCATION_JOURNAL.open("a", encoding="utf-8") as file:
        file.write('{"code": "8K3F')
    assert journal.revoked_codes() == {credential.code}


@pytest.mark.parametrize("days", [0, 340, 400])
@pytest.mark.parametrize("kind", [None, "suspended", "revoked"])
def test_the_database_tells_the_states_apart_as_the_rule_does(credential, change, now, kind, days):
    if kind:
        change(kind)
    at = now + days * 24 * _hour()
    state = state_at(credential, at)
    assert [each for each in State if in_state(Credential.objects.all(), each, at).exists()] == [state]


def _restore_backup(credential) -> None:
    CredentialEvent.objects.filter(kind="revoked").delete()
    Credential.objects.filter(pk=credential.pk).update(revoked_at=None)


def _hour():
    from datetime import timedelta

    return timedelta(hours=1)
