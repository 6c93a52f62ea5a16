"""Copy the whole hall to a folder and bring it back: the database, the media and a manifest that proves both.

Signing keys and the revocation journal stand outside the database on purpose and are kept apart by the operator
(docs/operations.md); a backup never holds them.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from foundation.audit import chain_faults
from foundation.models import AuditEntry, AuditHead

FORMAT = "hall-backup/1"
FOLDERS = {"media.tar": "MEDIA_ROOT", "private.tar": "PRIVATE_MEDIA_ROOT"}


class BackupRefused(Exception):
    """The backup cannot be made or brought back; the message says what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: engine, when, the audit head at that moment, and each file's SHA-256."""

    engine: str
    made_at: str
    audit_sequence: int
    audit_hash: str
    files: dict[str, str]

    def save(self, folder: Path) -> None:
        content = {"format": FORMAT, **vars(self)}
        (folder / "manifest.json").write_text(json.dumps(content, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Manifest":
        try:
            content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BackupRefused(f"{folder} holds no readable manifest.json; it is not a backup") from error
        if content.pop("format", None) != FORMAT:
            raise BackupRefused(f"{folder} is not in the format {FORMAT}")
        return cls(**content)


def make_backup(target: Path) -> Path:
    """A new folder under `target`, named by the UTC time. People go on working meanwhile."""
    folder = target / f"hall-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    folder.mkdir(parents=True)
    head = _dump_sqlite(folder) if connection.vendor == "sqlite" else _dump_postgresql(folder)
    for name, setting in FOLDERS.items():
        _pack(Path(getattr(settings, setting)), folder / name)
    Manifest(
        engine=connection.vendor,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        audit_sequence=head.sequence if head else 0,
        audit_hash=head.hash if head else "",
        files={path.name: _sha256(path) for path in sorted(folder.iterdir())},
    ).save(folder)
    return folder


def restore_backup(folder: Path, *, replace: bool = False) -> Manifest:
    """Bring a backup back into this installation's database and folders, and walk the audit chain.

    Raises BackupRefused: not a backup, made on another engine, a file was changed, the place is taken (without
    `replace`), or the restored chain is not whole.
    """
    manifest = Manifest.load(folder)
    if manifest.engine != connection.vendor:
        raise BackupRefused(f"the backup was made on {manifest.engine}, this installation runs on {connection.vendor}")
    for name, digest in manifest.files.items():
        if not (folder / name).is_file() or _sha256(folder / name) != digest:
            raise BackupRefused(f"{name} is missing or was changed after the backup was made")
    if _is_taken() and not replace:
        raise BackupRefused("this installation holds data already; say --replace to overwrite it")
    if connection.vendor == "sqlite":
        _load_sqlite(folder / "database.sqlite3")
    else:
        _load_postgresql(folder / "database.dump")
    for name, setting in FOLDERS.items():
        _unpack(folder / name, Path(getattr(settings, setting)))
    call_command("migrate", verbosity=0, interactive=False)
    _prove(manifest)
    return manifest


def _prove(manifest: Manifest) -> None:
    faults = chain_faults(limit=1)
    if faults:
        raise BackupRefused(f"the restored audit chain is broken at row {faults[0].sequence}: {faults[0].what}")
    if not manifest.audit_sequence:
        return
    entry = AuditEntry.objects.filter(sequence=manifest.audit_sequence).first()
    if entry is None or entry.hash != manifest.audit_hash:
        raise BackupRefused(
            f"row {manifest.audit_sequence} of the restored audit chain is not the one that the manifest names"
        )


def _is_taken() -> bool:
    return "foundation_user" in connection.introspection.table_names() and AuditHead.objects.exists()


def _dump_sqlite(folder: Path) -> AuditHead | None:
    """SQLite's online backup, a consistent copy while others write; the audit head as it stands in the copy.

    In one step: it reads one state of the write-ahead log and holds nobody up. Page by page it would begin anew at every
    write and never end while people work.
    """
    target = folder / "database.sqlite3"
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # the copy is one file, without a write-ahead log beside it
        row = copy.execute("SELECT sequence, hash FROM foundation_audithead WHERE id = 1").fetchone()
    return AuditHead(sequence=row[0], hash=row[1]) if row else None


def _load_sqlite(source: Path) -> None:
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(source)) as copy:
        copy.backup(connection.connection)


def _postgresql_arguments() -> tuple[list[str], dict[str, str]]:
    database = connection.settings_dict
    arguments = ["--dbname", database["NAME"]]
    for option, value in (("--host", database["HOST"]), ("--port", database["PORT"]), ("--username", database["USER"])):
        if value:
            arguments += [option, str(value)]
    return arguments, {**os.environ, "PGPASSWORD": database["PASSWORD"] or ""}


def _run(command: list[str], env: dict[str, str]) -> None:
    try:
        subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    except FileNotFoundError as error:
        raise BackupRefused(f"{command[0]} is not installed; it comes with the PostgreSQL client package") from error
    except subprocess.CalledProcessError as error:
        raise BackupRefused(f"{command[0]} failed: {error.stderr.strip()[-500:]}") from error


def _dump_postgresql(folder: Path) -> AuditHead | None:
    """pg_dump's snapshot, and an audit head that is surely in it: deeds done meanwhile make it longer, never shorter."""
    head = AuditHead.objects.filter(pk=1).first()
    arguments, env = _postgresql_arguments()
    _run(["pg_dump", "--format=custom", "--no-owner", "--file", str(folder / "database.dump"), *arguments], env)
    return head


def _load_postgresql(source: Path) -> None:
    """The dump in place of what is there, all in one transaction. Tables go first, with whatever leans on them: a later
    release may have made some that the dump has never heard of."""
    arguments, env = _postgresql_arguments()
    with tempfile.TemporaryDirectory(prefix="hall-restore-") as scratch:
        script = Path(scratch) / "restore.sql"
        _run(["pg_restore", "--clean", "--if-exists", "--no-owner", "--file", str(script), str(source)], env)
        with connection.cursor() as cursor:
            names = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names(cursor)))
        connection.close()
        clear = ["--command", f"DROP TABLE {names} CASCADE"] if names else []
        quiet = ["psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set", "ON_ERROR_STOP=1"]
        _run([*quiet, *arguments, *clear, "--file", str(script)], env)


def _pack(folder: Path, target: Path) -> None:
    """Everything under `folder`, without what goes away meanwhile: uploads are deleted once they are imported."""
    with tarfile.open(target, "w") as archive:
        for place, folders, files in os.walk(folder):
            for name in sorted(folders + files):
                _add(archive, Path(place, name), Path(place, name).relative_to(folder))


def _add(archive: tarfile.TarFile, path: Path, name: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        if path.is_symlink() or not path.is_file():
            archive.add(path, arcname=str(name), recursive=False)
            return
        with path.open("rb") as file:  # once it is open, it stays whole although it be deleted
            archive.addfile(archive.gettarinfo(arcname=str(name), fileobj=file), file)


def _unpack(source: Path, folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    with tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
