"""The revocation journal: one JSON line per revocation, in a file apart from the database and its backups.

A backup that is restored knows nothing of later revocations; the journal does. Verifying reads it, and
`manage.py replay_revocations` writes what it says back into the database.
"""

import json
import os
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Entry:
    """One revocation: which code, when, why, wished and approved by whom (staff numbers)."""

    code: str
    at: str
    reason: str
    requested_by: str
    approved_by: str


def append(entry: Entry) -> None:
    """Write one line, safely on the disk when this returns. A code that is already there is not written again."""
    if entry.code in revoked_codes():
        return
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    line = (json.dumps(asdict(entry), ensure_ascii=False) + "\n").encode()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line)  # one write: two processes cannot mix their lines
        os.fsync(handle)
    finally:
        os.close(handle)


def entries() -> list[Entry]:
    """Everything in the journal, oldest first. A last line that a crash cut off is left out."""
    path = _path()
    if not path.exists():
        return []
    return list(_read(path, path.stat().st_mtime_ns, path.stat().st_size))


def revoked_codes() -> set[str]:
    """The codes of everything that was ever revoked."""
    return {entry.code for entry in entries()}


@lru_cache(maxsize=2)
def _read(path: Path, changed: int, size: int) -> tuple[Entry, ...]:
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found.append(Entry(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return tuple(found)


def _path() -> Path:
    return Path(settings.REVOCATION_JOURNAL)
