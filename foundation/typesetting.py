"""Set a document as PDF: typst, with the bundled Chinese font, from data and never from built source.

The source reads its data with `json(bytes(sys.inputs.data))`; the font families to ask in turn are in `fonts`.
"""

import json
import re
import threading
from datetime import datetime
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings

BUNDLED = ("Noto Serif SC", "Noto Sans SC")
STANDARD = "a-2u"  # fails on a character without a glyph instead of dropping it
MISSING = re.compile(r'the text `?"(.+?)"`? could not be displayed')
_local = threading.local()


class UnprintableText(Exception):
    """No font here can draw these characters."""

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


def typeset(source: Path, data: dict, at: datetime) -> bytes:
    """The PDF of the typst file `source` with `data` (plain JSON values), PDF/A-2u, dated `at`.

    Fonts are tried in turn: the bundled ones with those that the settings name, then those of the machine. Raises
    UnprintableText if none can draw every character.
    """
    try:
        return _compile(source, data, at, system_fonts=False)
    except UnprintableText:
        return _compile(source, data, at, system_fonts=True)


def _compile(source: Path, data: dict, at: datetime, *, system_fonts: bool) -> bytes:
    compiler, families = _compiler(source, system_fonts)
    try:
        return compiler.compile(
            format="pdf",
            sys_inputs={"data": json.dumps({**data, "fonts": families}, ensure_ascii=False)},
            pdf_standards=[STANDARD],
            timestamp=at.replace(microsecond=0),
        )
    except typst.TypstError as error:
        missing = MISSING.findall(error.diagnostic) or MISSING.findall(error.message)
        if not missing:
            raise
        raise UnprintableText("".join(dict.fromkeys("".join(missing)))) from error


def _compiler(source: Path, system_fonts: bool) -> tuple[typst.Compiler, list[str]]:
    """This thread's compiler (they cannot be shared) and the font families in the order in which they are asked."""
    extra = tuple(settings.CERTIFICATE_NAME_FONTS)
    made = _local.__dict__.setdefault("compilers", {})
    key = (source, system_fonts, extra)
    if key not in made:
        bundled = str(Path(pylopdf_fonts_zh_cn.serif_path()).parent)
        fonts = typst.Fonts(
            include_system_fonts=system_fonts, include_embedded_fonts=False, font_paths=[bundled, *extra]
        )
        others = dict.fromkeys(font.family for font in fonts.fonts() if font.family not in BUNDLED)
        families = [*BUNDLED, *(others if not system_fonts else ())]
        made[key] = (typst.Compiler(input=str(source), font_paths=fonts), families)
    return made[key]
