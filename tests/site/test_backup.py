"""A backup brings the hall back whole, under load too, and a tampered one is refused."""

import json
import os
import threading
from pathlib import Path

import pytest

WRITE = """
from django.db import transaction
from foundation.audit import record
for n in range({count}):
    with transaction.atomic():
        record("thing.done", by=None, kind="thing", object_id=str(n))
"""


@pytest.fixture(scope="module", autouse=True)
def lived(hall):
    hall("shell", "-v", "0", stdin=WRITE.format(count=5))


def test_a_backup_taken_under_load_restores_whole(hall, place):
    (place / "var" / "media").mkdir(parents=True)
    (place / "var" / "media" / "figure.txt").write_text("原文", encoding="utf-8")
    writer = threading.Thread(target=lambda: hall("shell", "-v", "0", stdin=WRITE.format(count=300)))
    writer.start()
    folder = hall("backup", str(place / "backups")).stdout.strip()
    writer.join()
    (place / "var" / "media" / "figure.txt").write_text("改过", encoding="utf-8")
    refused = hall("restore", folder, check=False)
    assert "--replace" in refused.stderr
    hall("restore", folder, "--replace")
    manifest = json.loads((Path(folder) / "manifest.json").read_text())
    assert f"{manifest['audit_sequence']} rows, the chain is whole" in hall("verify_audit").stdout
    assert (place / "var" / "media" / "figure.txt").read_text(encoding="utf-8") == "原文"


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
