"""Draw the certificate from data and never from built source."""

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import segno

from foundation.typesetting import UnprintableText, typeset

__all__ = ["Face", "UnprintableText", "qr_path", "render"]

SOURCE = Path(__file__).with_name("certificate.typ")


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
    """The PDF, PDF/A-2u, dated `at`. Raises UnprintableText if no font here can draw every character."""
    return typeset(SOURCE, {**vars(face), "qr": _qr(face.verify_url)}, at)


def _qr(url: str) -> str:
    drawn = io.BytesIO()
    segno.make(url, error="m").save(drawn, kind="svg", border=0, omitsize=True, xmldecl=False)
    return drawn.getvalue().decode()


def qr_path(url: str) -> tuple[int, str]:
    """The QR for a page: the width of its square viewBox, and the `d` of one stroked path."""
    matrix = segno.make(url, error="m").matrix
    dark = [f"M{x} {y}.5h1" for y, row in enumerate(matrix) for x, bit in enumerate(row) if bit]
    return len(matrix), "".join(dark)
