"""What we carry of others is named, licensed and untouched."""

import hashlib
import json
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
MANIFEST = ROOT / "training_site" / "static" / "vendor" / "manifest.json"
LISTED = {entry["path"]: entry for entry in json.loads(MANIFEST.read_text(encoding="utf-8"))["files"]}


def vendored() -> set[str]:
    """Files of others: minified, or in a folder named vendor."""
    files = (path for app in ROOT.iterdir() if app.is_dir() for path in app.glob("**/static/**/*") if path.is_file())
    own = (path.relative_to(ROOT) for path in files if path != MANIFEST and ".venv" not in path.parts)
    return {
        str(path)
        for path in own
        if path.parts[0] != "var" and (".min." in path.name or "vendor" in path.parts) and "LICENSE" not in path.name
    }


def test_every_vendored_file_is_in_the_manifest_and_nothing_else_is():
    assert set(LISTED) == vendored()


def test_no_vendored_file_was_changed():
    for path, entry in LISTED.items():
        assert hashlib.sha256((ROOT / path).read_bytes()).hexdigest() == entry["sha256"], path


def test_each_says_its_name_version_and_licence():
    for path, entry in LISTED.items():
        assert all(entry[field] for field in ("name", "version", "licence")), path
        assert (ROOT / entry["licence_file"]).is_file(), path
