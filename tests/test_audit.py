"""The audit chain notices every way of tampering with it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from foundation.audit import chain_faults, entry_hash, record
from foundation.models import AuditEntry


@pytest.fixture
def chain(cast):
    for number in range(8):
        with transaction.atomic():
            record("thing.done", by=cast.officer, kind="thing", object_id=str(number), after={"n": number})
    return list(AuditEntry.objects.order_by("sequence"))


def test_an_untouched_chain_is_whole(chain):
    assert chain_faults() == []


def test_an_edited_row_is_found(chain):
    AuditEntry.objects.filter(pk=chain[-4].pk).update(reason="another reason")
    assert [fault.sequence for fault in chain_faults()] == [chain[-4].sequence]


def test_a_deleted_row_is_found(chain):
    AuditEntry.objects.filter(pk=chain[-3].pk).delete()
    assert chain_faults()[0].sequence == chain[-3].sequence


def test_swapped_rows_are_found(chain):
    first, second = chain[-5], chain[-4]
    AuditEntry.objects.filter(pk=first.pk).update(sequence=10_000)
    AuditEntry.objects.filter(pk=second.pk).update(sequence=first.sequence)
    AuditEntry.objects.filter(pk=first.pk).update(sequence=second.sequence)
    assert chain_faults()[0].sequence == first.sequence


@pytest.mark.parametrize("hashed", [False, True])
def test_an_inserted_row_is_found_and_the_command_says_where(chain, hashed):
    place = chain[-3]
    for row in reversed(chain[-3:]):  # make room: every later row moves up by one
        AuditEntry.objects.filter(pk=row.pk).update(sequence=row.sequence + 1)
    forged = AuditEntry(
        sequence=place.sequence, at=place.at, actor="t1005", actor_name="程砚立", verb="thing.done", kind="thing",
        previous_hash=place.previous_hash, hash="0" * 64,
    )  # fmt: skip
    if hashed:
        forged.hash = entry_hash(forged)
    forged.save(force_insert=True)
    first = chain_faults()[0].sequence
    assert first == place.sequence + hashed  # a forger who reckons the hash is betrayed by the row after it
    told = StringIO()
    with pytest.raises((SystemExit, CommandError)):
        call_command("verify_audit", stdout=told, stderr=told)
    assert str(first) in told.getvalue()


def test_a_cut_tail_is_found(chain):
    AuditEntry.objects.filter(pk=chain[-1].pk).delete()
    assert "tail is cut" in chain_faults()[-1].what


def test_a_deed_outside_a_transaction_is_refused(transactional_db):
    with pytest.raises(RuntimeError):
        record("thing.done", by=None, kind="thing")
