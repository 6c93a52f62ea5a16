"""The audit chain notices every way of tampering with it."""

import contextlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from foundation import audit
from foundation.audit import chain_faults, entry_hash, record
from foundation.models import AuditEntry, AuditHead


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


def test_a_row_slipped_in_before_the_first_is_found(chain):
    forged = AuditEntry(
        sequence=0, at=chain[0].at, verb="role.granted", kind="thing", previous_hash="", hash="zz"
    )  # fmt: skip
    forged.save(force_insert=True)
    assert [fault.sequence for fault in chain_faults()] == [0]


@pytest.mark.parametrize("value", ["yesterday", "2026-13-45 10:00:00", 5])
def test_a_row_that_cannot_be_read_any_more_is_named_and_the_walk_goes_on(chain, value):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE foundation_auditentry SET at = %s WHERE id = %s", [value, chain[-4].pk])
    AuditEntry.objects.filter(pk=chain[-2].pk).update(reason="another reason")
    assert [fault.sequence for fault in chain_faults()] == [chain[-4].sequence, chain[-2].sequence]


def test_a_cut_tail_is_found(chain):
    AuditEntry.objects.filter(pk=chain[-1].pk).delete()
    [fault] = chain_faults()
    assert fault.sequence == chain[-1].sequence and "tail is cut" in fault.what


@pytest.mark.parametrize("head", [{"sequence": 3}, {"hash": "0" * 64}, None])
def test_a_head_that_was_moved_changed_or_taken_away_is_found(chain, head):
    if head is None:
        AuditHead.objects.all().delete()
    else:
        AuditHead.objects.update(**head)
    assert [fault.what for fault in chain_faults() if "the head" in fault.what]


def test_what_people_do_while_the_chain_is_walked_is_no_fault(chain, monkeypatch):
    walked = []

    def while_somebody_works(entry):
        walked.append(entry.sequence)
        if len(walked) == 3:
            with transaction.atomic():
                record("thing.done", by=None, kind="thing", object_id="meanwhile")
        return entry_hash(entry)

    monkeypatch.setattr(audit, "entry_hash", while_somebody_works)
    assert chain_faults() == []
    assert walked.count(chain[-1].sequence + 1) == 2  # when it was written, and in the walk


def test_who_writes_the_whole_tail_anew_is_betrayed_by_the_row_that_was_kept_elsewhere(chain):
    def told(**options) -> str:
        out = StringIO()
        with contextlib.suppress(SystemExit):
            call_command("verify_audit", stdout=out, **options)
        return out.getvalue()

    kept = told().splitlines()[-1]
    assert kept == f"{chain[-1].sequence}:{chain[-1].hash}" and "whole" in told(kept=kept)
    previous = chain[-4].previous_hash
    for row in chain[-4:]:
        row.reason, row.previous_hash = "forged", previous
        row.hash = previous = entry_hash(row)
        row.save()
    AuditHead.objects.update(hash=previous)
    assert "whole" in told()
    assert f"row {chain[-1].sequence}: is not the row that was kept" in told(kept=kept)
    with pytest.raises(CommandError, match="ROW:HASH"):
        call_command("verify_audit", kept="12")


def test_a_deed_outside_a_transaction_is_refused(transactional_db):
    with pytest.raises(RuntimeError):
        record("thing.done", by=None, kind="thing")
