"""Rules break under the test runner only, and every rule that can be broken is broken by some test."""

import os
import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from exams.services import save_on_postgresql
from foundation import sabotage

ROOT = Path(settings.BASE_DIR)
ASK = "from foundation import sabotage; print(sabotage.broken('attempt-lock'))"


@override_settings(SABOTAGE=frozenset({"attempt-lock"}))
def test_outside_the_test_runner_no_rule_can_be_broken(monkeypatch):
    whole = save_on_postgresql.statement.__wrapped__
    assert sabotage.broken("attempt-lock") and "FOR UPDATE" not in whole(settings.SABOTAGE)
    monkeypatch.setattr(sabotage, "UNDER_TEST", False)
    assert not sabotage.broken("attempt-lock") and "FOR UPDATE" in whole(settings.SABOTAGE)


def test_the_demo_hall_does_not_listen_to_it(tmp_path):
    """Production refuses to start with it: tests/site/test_production.py."""
    named = {"DJANGO_SETTINGS_MODULE": "training_site.settings.embedded", "VAR_DIR": str(tmp_path), "DATABASE_URL": ""}
    env = {**os.environ, **named, "SABOTAGE": "attempt-lock", "HALL_FAULT_TEST": "1"}
    told = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=env, text=True, capture_output=True)
    assert told.stdout.strip() == "False", told.stderr


def test_every_rule_that_can_be_broken_has_a_test_that_breaks_it():
    sources = [
        path for path in ROOT.glob("[a-z]*/**/*.py") if path.parts[len(ROOT.parts)] not in ("tests", "benchmarks")
    ]
    rules = {
        name for path in sources for name in re.findall(r'\bbroken\("([a-z.-]+)"\)', path.read_text(encoding="utf-8"))
    }
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("**/test_*.py"))
    assert len(rules) > 20
    assert [name for name in sorted(rules) if f'"{name}"' not in tests] == []
