"""The catalogues: English, collected from the code; and Chinese for what Wagtail leaves in English.

Both are compiled without gettext and compared with what was compiled; only English is collected.
"""

import re
import shutil
import tempfile
from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command
from django.test.utils import override_settings

IGNORED = [".venv/*", "var/*", "tests/*", "benchmarks/*", "docs/*", "training_site/locale/*", "training_site/locale"]
CATALOGUE = Path("en/LC_MESSAGES/django.po")
ADMIN_CATALOGUE = Path("zh_Hans/LC_MESSAGES/django.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def catalogue_path(catalogue: Path = CATALOGUE) -> Path:
    """Where the committed catalogue stands."""
    return Path(settings.LOCALE_PATHS[0]) / catalogue


def collect(target: Path) -> None:
    """Merge the words found in the code into `target`'s English catalogue; needs gettext's xgettext and msgmerge."""
    with override_settings(LOCALE_PATHS=[str(target)]):
        call_command(
            "makemessages", locale=["en"], ignore_patterns=IGNORED, no_wrap=True, no_location=True, no_obsolete=True,
            extensions=["html", "py", "txt"], verbosity=0,
        )  # fmt: skip


def compile_catalogues() -> None:
    """Write each .mo beside its .po."""
    for catalogue in (CATALOGUE, ADMIN_CATALOGUE):
        path = catalogue_path(catalogue)
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def faults() -> list[str]:
    """What keeps the catalogues from being complete: one sentence each."""
    found = catalogue_faults(CATALOGUE) + catalogue_faults(ADMIN_CATALOGUE)
    if shutil.which("xgettext"):
        found += _missing(polib.pofile(str(catalogue_path())))
    return found


def catalogue_faults(catalogue: Path) -> list[str]:
    """Gaps of one catalogue, placeholders its sentences cannot fill, and whether its .mo is of the same mind."""
    path = catalogue_path(catalogue)
    po, mo = polib.pofile(str(path)), polib.mofile(str(path.with_suffix(".mo")))
    found = [f"not translated: {entry.msgid}" for entry in po.untranslated_entries()]
    found += [f"fuzzy: {entry.msgid}" for entry in po.fuzzy_entries()]
    found += [f"other placeholders: {entry.msgid}" for entry in po.translated_entries() if not _fills(entry)]
    if _meaning(po) != _meaning(mo):
        found.append(f"{catalogue.with_suffix('.mo')} does not say what its .po says: run make messages")
    return found


def _fills(entry: polib.POEntry) -> bool:
    """Whether a marked sentence has the placeholders of its msgid; a plural form may leave some out, not invent any."""
    if not any(flag.endswith("-format") for flag in entry.flags):
        return True
    offered = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    if entry.msgid_plural:
        return all(offered.issuperset(PLACEHOLDER.findall(form)) for form in entry.msgstr_plural.values())
    return offered == set(PLACEHOLDER.findall(entry.msgstr))


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
