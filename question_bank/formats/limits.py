"""What a file may be before any parser sees it (reliability.md D2, D3)."""

import copy
import io
import re
import zipfile
import zlib
from typing import BinaryIO

from question_bank.formats.parsed import FileRefused

UPLOAD_BYTES = 20 * 1024 * 1024
UNPACKED_BYTES = 50 * 1024 * 1024
ENTRIES = 2000
RATIO = 100
QUESTIONS = 5000
CELL_CHARACTERS = 20_000
TEXT_BYTES = 10 * 1024 * 1024
DTD = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.I)


def check_size(data: bytes) -> None:
    """Not empty, not over the upload limit. Raises FileRefused."""
    if not data:
        raise FileRefused("empty_file")
    if len(data) > UPLOAD_BYTES:
        raise FileRefused("too_big", limit=UPLOAD_BYTES // 1024 // 1024)


def check_zip(data: bytes) -> None:
    """Refuse bombs, odd names and parts with a document type, by what is declared and by what unpacking really gives."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_directory(parts, len(data))
            left = UNPACKED_BYTES
            for part in parts:
                left -= _check_part(archive, part, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise FileRefused("broken_zip") from error


def _check_directory(parts: list[zipfile.ZipInfo], size: int) -> None:
    if len(parts) > ENTRIES:
        raise FileRefused("too_many_parts", limit=ENTRIES)
    names = [part.filename.replace("\\", "/").lower() for part in parts]
    if len(set(names)) != len(names):
        raise FileRefused("unsafe_zip")
    for part, name in zip(parts, names):
        is_link = (part.external_attr >> 16) & 0o170000 == 0o120000
        if (
            name.startswith("/")
            or ".." in name.split("/")
            or ":" in name
            or "\0" in name
            or is_link
            or part.flag_bits & 1
        ):
            raise FileRefused("unsafe_zip")
        if part.file_size > RATIO * max(part.compress_size, 1):
            raise FileRefused("zip_bomb", limit=RATIO)
    if sum(part.file_size for part in parts) > UNPACKED_BYTES or sum(part.compress_size for part in parts) > size:
        raise FileRefused("zip_bomb", limit=UNPACKED_BYTES // 1024 // 1024)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """Unpack the part in pieces, whatever size it declares; how many bytes came out."""
    allowed = min(left, RATIO * max(part.compress_size, 1))
    honest = copy.copy(part)
    honest.file_size = allowed + 1  # read on past the declared end, which may lie
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    count, tail = 0, b""
    with archive.open(honest) as stream:
        while piece := _read(stream):
            count += len(piece)
            if count > allowed:
                raise FileRefused("zip_bomb", limit=RATIO)
            if is_xml and has_dtd(tail + piece):
                raise FileRefused("dtd")
            tail = piece[-32:]
    if count != part.file_size:
        raise FileRefused("unsafe_zip")
    return count


def _read(stream: BinaryIO) -> bytes:
    return stream.read(65536)


def has_dtd(data: bytes) -> bool:
    """Whether XML bytes, in UTF-8 or UTF-16, carry a document type or an entity declaration."""
    return bool(DTD.search(data) or (b"\0" in data and DTD.search(data.replace(b"\0", b""))))


def check_xml(data: bytes) -> None:
    """Refuse a document type before the parser (which refuses it too)."""
    if has_dtd(data):
        raise FileRefused("dtd")


def decode(data: bytes) -> str:
    """Text in UTF-8 (with or without mark), UTF-16 with mark, or GB 18030. Raises FileRefused for anything else."""
    if len(data) > TEXT_BYTES:
        raise FileRefused("too_big", limit=TEXT_BYTES // 1024 // 1024)
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise FileRefused("not_text")
        return clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    raise FileRefused("not_text")


CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def clean(text: str) -> str:
    """Without control characters and direction overrides, which a reader cannot see and a page must not carry."""
    return CONTROL.sub("", text)
