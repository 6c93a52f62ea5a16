"""Draw the certificate: typst, with the bundled Chinese font, from data and never from built source."""

import io
import json
import re
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pylopdf_fonts_zh_cn
import segno
import typst
from django.conf import settings

SOURCE = Path(__file__).with_name("certificate.typ")
BUNDLED = ("Noto Serif SC", "Noto Sans SC")
STANDARD = "a-2u"  # fails on a character without a glyph instead of dropping it
MISSING = re.compile(r'the text `?"(.+?)"`? could not be displayed')
_local = threading.local()


class UnprintableText(Exception):
    """No font here can draw these characters."""

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


@dataclass(frozen=True)
class Face:
    """What stands on the paper. `body` is one sentence; `facts` up to four label-value pairs."""

    title: str
    title_en: str
    issuer: str
    number: str
    code: str
    award: str
    name: str
    staff_number: str
    body: str
    facts: list[tuple[str, str]]
    items: str
    notice: str
    issued_on: str
    verify_url: str
    code_lines: list[str]


def render(face: Face, at: datetime) -> bytes:
    """The PDF, PDF/A-2u, dated `at`. Fonts are tried in turn: the bundled ones with those that the settings name, then
    those of the machine. Raises UnprintableText if none can draw every character."""
    try:
        return _compile(face, at, system_fonts=False)
    except UnprintableText:
        return _compile(face, at, system_fonts=True)


def _compile(face: Face, at: datetime, *, system_fonts: bool) -> bytes:
    compiler, families = _compiler(system_fonts)
    data = {**vars(face), "qr": _qr(face.verify_url), "fonts": families}
    try:
        return compiler.compile(
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=[STANDARD],
            timestamp=at.replace(microsecond=0),
        )
    except typst.TypstError as error:
        missing = MISSING.findall(error.diagnostic) or MISSING.findall(error.message)
        if not missing:
            raise
        raise UnprintableText("".join(dict.fromkeys("".join(missing)))) from error


def _qr(url: str) -> str:
    drawn = io.BytesIO()
    segno.make(url, error="m").save(drawn, kind="svg", border=0, omitsize=True, xmldecl=False)
    return drawn.getvalue().decode()


def qr_path(url: str) -> tuple[int, str]:
    """The QR for a page: the width of its square viewBox, and the `d` of one stroked path."""
    matrix = segno.make(url, error="m").matrix
    dark = [f"M{x} {y}.5h1" for y, row in enumerate(matrix) for x, bit in enumerate(row) if bit]
    return len(matrix), "".join(dark)


def _compiler(system_fonts: bool) -> tuple[typst.Compiler, list[str]]:
    """This thread's compiler (they cannot be shared) and the font families in the order in which they are asked."""
    extra = tuple(settings.CERTIFICATE_NAME_FONTS)
    made = _local.__dict__.setdefault("compilers", {})
    if (system_fonts, extra) not in made:
        bundled = str(Path(pylopdf_fonts_zh_cn.serif_path()).parent)
        fonts = typst.Fonts(
            include_system_fonts=system_fonts, include_embedded_fonts=False, font_paths=[bundled, *extra]
        )
        others = dict.fromkeys(font.family for font in fonts.fonts() if font.family not in BUNDLED)
        families = [*BUNDLED, *(others if not system_fonts else ())]
        made[system_fonts, extra] = (typst.Compiler(input=str(SOURCE), font_paths=fonts), families)
    return made[system_fonts, extra]
