"""The only door to keys, explanations and marking notes. No module that serves candidates may import it.

`pyproject.toml` forbids the import, directly or through others, to the exam candidate's pages and API.
"""

from dataclasses import dataclass

from question_bank.models.secrets import VersionKey


@dataclass(frozen=True)
class Key:
    """The key in force of a version (or the numbered one that was asked for)."""

    version_id: int
    number: int
    key: dict
    explanation: str
    notes: str


def keys_of(version_ids: list[int]) -> dict[int, Key]:
    """Version id → its latest key; one query."""
    rows = VersionKey.objects.filter(version_id__in=version_ids).order_by("version_id", "number")
    return {row.version_id: Key(row.version_id, row.number, row.key, row.explanation, row.notes) for row in rows}


def key_of(version_id: int, number: int | None = None) -> Key:
    """One version's key: the latest, or that `number`. Raises VersionKey.DoesNotExist."""
    rows = VersionKey.objects.filter(version_id=version_id, **({"number": number} if number else {}))
    row = rows.order_by("-number").first()
    if row is None:
        raise VersionKey.DoesNotExist(f"version {version_id} has no key")
    return Key(row.version_id, row.number, row.key, row.explanation, row.notes)
