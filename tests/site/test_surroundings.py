"""What surrounds the site: where its state lies, what it writes to the log, which packages it asks for."""

import json
import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.site.test_production import GOOD
from training_site.logs import JsonFormatter

PLACES = "import json; from django.conf import settings as s; print(json.dumps({name: str(value) for name, value in {"
PLACES += "'database': s.DATABASES['default']['NAME'], 'media': s.MEDIA_ROOT, 'private': s.PRIVATE_MEDIA_ROOT,"
PLACES += "'keys': s.SIGNING_KEYS_DIR, 'static': s.STATIC_ROOT}.items()}))"


def places(module: str, **surroundings) -> dict[str, str]:
    env = {**GOOD, "PATH": "", "DJANGO_SETTINGS_MODULE": f"training_site.settings.{module}", **surroundings}
    asked = [sys.executable, "manage.py", "shell", "--no-imports", "-c", PLACES]
    shown = subprocess.run(asked, cwd=settings.BASE_DIR, env=env, text=True, capture_output=True, check=True)
    return json.loads(shown.stdout)


@pytest.mark.parametrize("module", ["embedded", "production"])
def test_a_command_keeps_its_state_where_it_is_told_to(tmp_path, module):
    found = places(module, VAR_DIR=str(tmp_path / "var"))
    assert {name for name, place in found.items() if not Path(place).is_relative_to(tmp_path / "var")} == set()
    elsewhere = tmp_path / "elsewhere.sqlite3"
    found = places(module, VAR_DIR=str(tmp_path / "var"), DATABASE_URL=f"sqlite:///{elsewhere}")
    assert found["database"] == str(elsewhere) and Path(found["media"]).is_relative_to(tmp_path / "var")


def test_a_line_of_the_log_is_one_json_object_with_its_fault():
    try:
        raise ValueError("第一行\n第二行")
    except ValueError:
        record = logging.LogRecord("exams", logging.ERROR, "sweep.py", 7, "清扫%s", ("失败",), sys.exc_info())
    line = JsonFormatter().format(record)
    entry = json.loads(line)
    assert "\n" not in line and (entry["level"], entry["logger"], entry["message"]) == ("ERROR", "exams", "清扫失败")
    assert "ValueError: 第一行" in entry["traceback"] and entry["time"].endswith("+00:00")


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_package_is_pinned_with_its_hash_and_no_index_is_named(name):
    text = (settings.BASE_DIR / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text and "--index" not in text and "--find-links" not in text
    packages = re.split(
        r"\n(?=[a-z0-9])", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE).strip(), flags=re.IGNORECASE
    )
    assert len(packages) > 30
    assert [each.split("\n")[0] for each in packages if "==" not in each or "--hash=sha256:" not in each] == []
