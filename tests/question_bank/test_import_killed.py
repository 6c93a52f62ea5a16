"""The process is killed while it writes a file: all or nothing, and the same file again is welcome (reliability.md D4)."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from question_bank.formats import xlsx_writer
from tests.question_bank.test_import_formats import sheet

ROOT = Path(__file__).resolve().parents[2]
KILLED_AT = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from question_bank.models import QuestionDraft, QuestionMedia
from question_bank.services import import_questions as deed

def stop(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

point, path = sys.argv[1:]
if point == "after the questions":
    type(QuestionDraft.objects).bulk_create, kept = stop, type(QuestionDraft.objects).bulk_create
    from question_bank.models import Question
    Question.objects.bulk_create = lambda rows, **options: kept(Question.objects, rows, **options)
elif point == "after the keys":
    whole = deed.create_draft_keys
    deed.create_draft_keys = lambda *args, **kwargs: (whole(*args, **kwargs), stop())
elif point == "before the commit":
    whole_audit = deed.audit_import
    deed.audit_import = lambda *args: (whole_audit(*args), stop())
call_command("import_questions", path, "--json")
"""


@pytest.mark.fault
def test_a_kill_at_any_point_leaves_nothing_and_the_next_try_brings_everything(tmp_path, migrated_copy):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "training_site.settings.embedded",
        "VAR_DIR": str(tmp_path),
        "DEMO": "0",
        "DATABASE_URL": "",
    }
    path = tmp_path / "a.xlsx"
    path.write_bytes(sheet(*map(dict, xlsx_writer.EXAMPLES)))
    migrated_copy(tmp_path / "hall.sqlite3")

    def run(point: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-c", KILLED_AT, point, str(path)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def counts() -> list[int]:
        tables = ("question", "questiondraft", "draftkey", "questionimport")
        with sqlite3.connect(tmp_path / "hall.sqlite3") as database:
            return [database.execute(f"SELECT count(*) FROM question_bank_{table}").fetchone()[0] for table in tables]

    for point in ("after the questions", "after the keys", "before the commit"):
        assert run(point).returncode == -9, point
        assert counts() == [0, 0, 0, 0], point
    whole = run("never")
    assert json.loads(whole.stdout)["imported"] == 7
    assert counts() == [7, 7, 7, 1]
    again = json.loads(run("never").stdout)
    assert (again["imported"], again["skipped"]) == (0, 7) and counts() == [7, 7, 7, 1]
