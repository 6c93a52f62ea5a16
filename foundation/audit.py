"""Write and verify the audit chain.

Each entry's hash is SHA-256 over the canonical JSON (sorted keys, no spaces, UTF-8) of its fields with the previous
entry's hash among them, so that an edited, deleted, inserted, swapped or cut row breaks the chain at a place one can name.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import models, transaction

from foundation.clock import database_now
from foundation.models import AuditEntry, AuditHead, User

HASHED_FIELDS = (
    "sequence", "at", "actor", "actor_name", "verb", "kind", "object_id", "object_label", "node_path",
    "before", "after", "reason", "previous_hash",
)  # fmt: skip


@dataclass(frozen=True)
class ChainFault:
    """Where the chain is broken: the sequence number and what is wrong there."""

    sequence: int
    what: str


def entry_hash(entry: AuditEntry) -> str:
    """The SHA-256 hex digest that `entry` must carry."""
    fields = {name: getattr(entry, name) for name in HASHED_FIELDS}
    fields["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    canonical = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def record(
    verb: str,
    *,
    by: User | None,
    on: models.Model | None = None,
    kind: str = "",
    object_id: str = "",
    label: str = "",
    node_path: str = "",
    before: dict | None = None,
    after: dict | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> AuditEntry:
    """Append one deed to the chain, inside the caller's transaction.

    `verb` is "app.deed" in past tense ("paper.published"). `on` fills kind, id and label. `before` and `after` hold
    plain JSON values and never an exam key, an answer or a password. Raises if no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record must run inside the transaction of the deed it records")
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
    entry = AuditEntry(
        sequence=head.sequence + 1,
        at=at or database_now(),
        actor=by.username if by else "",
        actor_name=by.name if by else "",
        verb=verb,
        kind=kind or (on._meta.label_lower if on else ""),
        object_id=object_id or (str(on.pk) if on else ""),
        object_label=(label or (str(on) if on else ""))[:200],
        node_path=node_path,
        before=_plain(before),
        after=_plain(after),
        reason=reason[:500],
        previous_hash=head.hash,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    head.sequence, head.hash = entry.sequence, entry.hash
    head.save(update_fields=["sequence", "hash"])
    return entry


def _plain(value: dict | None) -> dict | None:
    """The value as JSON will give it back (dates become text), so that the hash still fits after a reload."""
    return None if value is None else json.loads(json.dumps(value, default=str))


def chain_faults(limit: int = 20) -> list[ChainFault]:
    """Walk the whole chain in order; the first `limit` faults, none if it is whole. People may go on working."""
    below = AuditEntry.objects.filter(sequence__lt=1).values_list("sequence", flat=True)[:limit]
    faults = [ChainFault(sequence, "stands before the first row of the chain") for sequence in below]
    previous, expected, at_once = "", 1, 2000
    while True:
        begun_at = expected
        rest = AuditEntry.objects.filter(sequence__gte=expected)
        try:
            for entry in rest.iterator(chunk_size=at_once):
                faults += _faults_of(entry, expected=expected, previous=previous)
                previous, expected = entry.hash, entry.sequence + 1
                if len(faults) >= limit:
                    return faults
        except (AttributeError, TypeError, ValueError):  # SQLite keeps any value in any column
            if len(faults) >= limit:
                return faults
            if at_once == 1:  # the row at which the walk stands
                sequence, previous = rest.filter(sequence__gte=expected).values_list("sequence", "hash")[0]
                faults.append(ChainFault(sequence, "was changed after it was written: it cannot be read"))
                expected = sequence + 1
            at_once = 1
            continue
        head = AuditHead.objects.filter(pk=1).first() or AuditHead()
        if (head.sequence, head.hash) == (expected - 1, previous):
            return faults
        if expected == begun_at or head.sequence < expected:  # else rows were appended while we walked: walk on
            return [*faults, _fault_of_the_end(head, expected)]


def _faults_of(entry: AuditEntry, *, expected: int, previous: str) -> Iterator[ChainFault]:
    changed = entry.hash != entry_hash(entry)
    if entry.sequence != expected:
        yield ChainFault(expected, f"rows {expected} to {entry.sequence - 1} are missing")
    elif entry.previous_hash != previous:
        yield ChainFault(entry.sequence, "does not follow the row before it")
    if changed:
        yield ChainFault(entry.sequence, "was changed after it was written")


def _fault_of_the_end(head: AuditHead, expected: int) -> ChainFault:
    if head.sequence >= expected:
        return ChainFault(expected, f"the tail is cut: the head says {head.sequence} rows")
    return ChainFault(
        head.sequence + 1, f"the head ends at row {head.sequence}, or was changed; rows go on to {expected - 1}"
    )
