"""A backup brings the hall back whole, under load too, and a tampered one is refused."""

import contextlib
import json
import os
import shutil
import sqlite3
import tarfile
import threading
from pathlib import Path

import pytest

from tests.site.test_run_hall import until
from training_site import backups

WRITE = """
from django.db import transaction
from foundation.audit import record
for n in range({count}):
    with transaction.atomic():
        record("thing.done", by=None, kind="thing", object_id=str(n))
"""


WORK = """
import pathlib
from django.db import transaction
from foundation.audit import record
begun, enough = pathlib.Path({begun!r}), pathlib.Path({enough!r})
while not enough.exists():
    with transaction.atomic():
        record("thing.done", by=None, kind="thing", object_id="any")
    begun.touch()

"""


@pytest.fixture(scope="module", autouse=True)
def lived(hall):
    hall("shell", "-v", "0", stdin=WRITE.format(count=5))


def test_a_backup_ends_while_people_go_on_working_and_restores_whole(hall, place):
    (place / "var" / "media").mkdir(parents=True)
    (place / "var" / "media" / "figure.txt").write_text("原文", encoding="utf-8")
    with contextlib.closing(sqlite3.connect(place / "hall.sqlite3")) as database:  # more than one write's time to copy
        database.execute("CREATE TABLE years_of_work (row)")
        database.executemany("INSERT INTO years_of_work VALUES (?)", ((os.urandom(4000),) for _ in range(10_000)))
        database.commit()
    begun, enough = place / "begun", place / "enough"
    without_end = WORK.format(begun=str(begun), enough=str(enough))
    writer = threading.Thread(target=lambda: hall("shell", "-v", "0", stdin=without_end))
    writer.start()
    try:
        until(begun.exists, "nobody began to work")
        folder = hall("backup", str(place / "backups"), timeout=60).stdout.strip()
        assert writer.is_alive()
    finally:
        enough.touch()
        writer.join()
    manifest = json.loads((Path(folder) / "manifest.json").read_text())
    later = int(hall("verify_audit").stdout.split()[0])
    assert 5 < manifest["audit_sequence"] < later
    (place / "var" / "media" / "figure.txt").write_text("改过", encoding="utf-8")
    refused = hall("restore", folder, check=False)
    assert "--replace" in refused.stderr
    hall("restore", folder, "--replace")
    whole = hall("verify_audit", "--kept", f"{manifest['audit_sequence']}:{manifest['audit_hash']}").stdout
    assert whole.startswith(f"{manifest['audit_sequence']} rows, the chain is whole")
    assert (place / "var" / "media" / "figure.txt").read_text(encoding="utf-8") == "原文"


def test_a_file_that_goes_away_while_it_is_packed_spoils_nothing(tmp_path, monkeypatch):
    folder, back = tmp_path / "private", tmp_path / "back"
    (folder / "roster" / "empty").mkdir(parents=True)
    (folder / "imports").mkdir()
    for name in ("a.txt", "imports/gone.xlsx", "roster/first.xlsx", "roster/gone.xlsx", "roster/kept.xlsx"):
        (folder / name).write_bytes(b"x" * 90_000)
    (folder / "link").symlink_to("a.txt")
    found = tarfile.TarFile.gettarinfo

    def while_people_work(archive, *args, **kwargs):
        asked = f"{args}{kwargs}"
        if "a.txt" in asked:
            shutil.rmtree(folder / "imports", ignore_errors=True)
        if "first.xlsx" in asked:
            (folder / "roster" / "gone.xlsx").unlink(missing_ok=True)
        return found(archive, *args, **kwargs)

    monkeypatch.setattr(tarfile.TarFile, "gettarinfo", while_people_work)
    backups._pack(folder, tmp_path / "private.tar")
    backups._unpack(tmp_path / "private.tar", back)
    kept = {str(path.relative_to(back)) for path in back.rglob("*")} - {"imports"}
    assert kept == {"a.txt", "link", "roster", "roster/empty", "roster/first.xlsx", "roster/kept.xlsx"}
    assert (back / "roster" / "kept.xlsx").stat().st_size == 90_000 and (back / "link").is_symlink()


def test_a_tampered_backup_is_refused(hall, place):
    folder = Path(hall("backup", str(place / "backups")).stdout.strip())
    with (folder / "database.sqlite3").open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last[0] ^ 1]))
    refused = hall("restore", str(folder), "--replace", check=False)
    assert refused.returncode == 1
    assert "was changed" in refused.stderr
