"""The English catalogue: collected from the code, compiled without gettext, and compared with both."""

import shutil
import tempfile
from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command
from django.test.utils import override_settings

IGNORED = [".venv/*", "var/*", "tests/*", "benchmarks/*", "docs/*", "training_site/locale/*", "training_site/locale"]
CATALOGUE = Path("en/LC_MESSAGES/django.po")


def catalogue_path() -> Path:
    """Where the committed English catalogue stands."""
    return Path(settings.LOCALE_PATHS[0]) / CATALOGUE


def collect(target: Path) -> None:
    """Merge the words found in the code into `target`'s English catalogue; needs gettext's xgettext and msgmerge."""
    with override_settings(LOCALE_PATHS=[str(target)]):
        call_command(
            "makemessages", locale=["en"], ignore_patterns=IGNORED, no_wrap=True, no_location=True, no_obsolete=True,
            extensions=["html", "py", "txt"], verbosity=0,
        )  # fmt: skip


def compile_catalogue() -> None:
    """Write the .mo beside the .po."""
    po = polib.pofile(str(catalogue_path()))
    po.save_as_mofile(str(catalogue_path().with_suffix(".mo")))


def faults() -> list[str]:
    """What keeps the English catalogue from being complete: one sentence each."""
    po = polib.pofile(str(catalogue_path()))
    found = [f"not translated: {entry.msgid}" for entry in po.untranslated_entries()]
    found += [f"fuzzy: {entry.msgid}" for entry in po.fuzzy_entries()]
    mo = polib.mofile(str(catalogue_path().with_suffix(".mo")))
    if _meaning(po) != _meaning(mo):
        found.append("django.mo does not say what django.po says: run make messages")
    if shutil.which("xgettext"):
        found += _missing(po)
    return found


def _meaning(catalogue) -> dict:
    return {
        (entry.msgctxt, entry.msgid): (entry.msgstr, dict(entry.msgstr_plural))
        for entry in catalogue
        if entry.msgid and not entry.obsolete and (entry.msgstr or entry.msgstr_plural)
    }


def _missing(po: polib.POFile) -> list[str]:
    """Words in the code that the catalogue does not know."""
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / CATALOGUE).parent.mkdir(parents=True)
        collect(Path(scratch))
        used = polib.pofile(str(Path(scratch) / CATALOGUE))
    known = {(entry.msgctxt, entry.msgid) for entry in po if not entry.obsolete}
    return [f"not in the catalogue: {entry.msgid}" for entry in used if (entry.msgctxt, entry.msgid) not in known]
