"""The only door to keys, explanations and marking notes. No module that serves candidates may import it.

`pyproject.toml` forbids the import, directly or through others, to the exam candidate's pages and API.
"""

from dataclasses import dataclass

from django.db.models import Max

from foundation.models import User
from question_bank.models.secrets import DraftKey, VersionKey


@dataclass(frozen=True)
class Key:
    """The key in force of a version (or the numbered one that was asked for)."""

    version_id: int
    number: int
    key: dict
    explanation: str
    notes: str


def keys_of(version_ids: list[int]) -> dict[int, Key]:
    """Version id → its key in force; one query."""
    rows = VersionKey.objects.filter(version_id__in=version_ids, in_force=True).order_by("version_id", "number")
    return {row.version_id: Key(row.version_id, row.number, row.key, row.explanation, row.notes) for row in rows}


def key_of(version_id: int, number: int | None = None) -> Key:
    """One version's key: the one in force, or that `number`. Raises VersionKey.DoesNotExist."""
    rows = VersionKey.objects.filter(version_id=version_id, **({"number": number} if number else {"in_force": True}))
    row = rows.order_by("-number").first()
    if row is None:
        raise VersionKey.DoesNotExist(f"version {version_id} has no key")
    return Key(row.version_id, row.number, row.key, row.explanation, row.notes)


@dataclass(frozen=True)
class KeyOfDraft:
    """The key of a draft, with its explanation and marking notes."""

    draft_id: int
    key: dict
    explanation: str
    notes: str


def draft_keys_of(draft_ids: list[int]) -> dict[int, KeyOfDraft]:
    """Draft id → its key; one query."""
    rows = DraftKey.objects.filter(draft_id__in=draft_ids)
    return {row.draft_id: KeyOfDraft(row.draft_id, row.key, row.explanation, row.notes) for row in rows}


def create_draft_keys(keys: list[KeyOfDraft], *, batch_size: int) -> None:
    """Write the keys of new drafts."""
    rows = [
        DraftKey(draft_id=each.draft_id, key=each.key, explanation=each.explanation, notes=each.notes) for each in keys
    ]
    DraftKey.objects.bulk_create(rows, batch_size=batch_size)


def create_version_keys(keys: dict[int, tuple[KeyOfDraft, User]], *, batch_size: int) -> None:
    """Write the first keys of new versions, from what their drafts held and who wrote it, by version id."""
    rows = [
        VersionKey(version_id=pk, key=each.key, explanation=each.explanation, notes=each.notes, created_by=author)
        for pk, (each, author) in keys.items()
    ]
    VersionKey.objects.bulk_create(rows, batch_size=batch_size)


def add_to_draft_blanks(additions: dict[int, list[dict]]) -> None:
    """Add to each blank of fill-in drafts (by draft id) what its dict holds: "numeric", "unit"."""
    rows = list(DraftKey.objects.filter(draft_id__in=additions))
    for row in rows:
        blanks = [{**blank, **more} for blank, more in zip(row.key["blanks"], additions[row.draft_id], strict=True)]
        row.key = {**row.key, "blanks": blanks}
    DraftKey.objects.bulk_update(rows, ["key"], batch_size=100)


def keys_numbered(numbers: dict[int, int]) -> dict[int, Key]:
    """Version id → its key of that number; one query. Versions without such a key are missing."""
    rows = VersionKey.objects.filter(version_id__in=numbers)
    return {
        row.version_id: Key(row.version_id, row.number, row.key, row.explanation, row.notes)
        for row in rows
        if row.number == numbers[row.version_id]
    }


def numbers_in_force(version_ids: list[int]) -> dict[int, int]:
    """Version id → the number of its key in force; one query, no key."""
    rows = VersionKey.objects.filter(version_id__in=version_ids, in_force=True)
    return dict(rows.values_list("version_id").annotate(number=Max("number")))


def propose_key(version_id: int, key: dict, *, explanation: str, by: User, reason: str) -> int:
    """Append a corrected key that is not in force yet; its number. Call it under a lock on what asks for it."""
    last = VersionKey.objects.filter(version_id=version_id).order_by("number").last()
    proposed = VersionKey.objects.create(
        version_id=version_id, number=last.number + 1, in_force=False, key=key, explanation=explanation,
        notes=last.notes, created_by=by, reason=reason[:300],
    )  # fmt: skip
    return proposed.number


def put_in_force(version_id: int, number: int) -> None:
    """From now on practice, checks and new papers go by that key."""
    VersionKey.objects.filter(version_id=version_id, number=number).update(in_force=True)
