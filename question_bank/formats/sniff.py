"""Which format a file is, by what is in it; its name only breaks a tie."""

import io
import re
import zipfile

from question_bank.formats.parsed import FileRefused

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SUFFIX_FORMATS = {
    ".xlsx": "xlsx", ".xlsm": "xlsx", ".docx": "docx", ".gift": "gift", ".xml": "moodle-xml", ".jsonl": "jsonl",
    ".txt": "text", ".md": "text",
}  # fmt: skip
GIFT_SIGN = re.compile(r"^\s*(?:::|\$CATEGORY:)|\{\s*(?:[=~#]|T\s*[}#]|F\s*[}#]|TRUE|FALSE|\})", re.M)


def guess(data: bytes, name: str = "") -> str:
    """The format of the file. Raises FileRefused for one that we do not read."""
    if data.startswith(b"PK\x03\x04"):
        return _guess_zip(data)
    if data.startswith(OLE):
        raise FileRefused("old_office")
    if data.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"MZ", b"\x7fELF")
    ):
        raise FileRefused("unknown_format")
    head = _head(data)
    if head.startswith("<"):
        return "moodle-xml"
    if head.startswith("{") and '"kind"' in head.split("\n", 1)[0]:
        return "jsonl"
    by_name = SUFFIX_FORMATS.get(_suffix(name))
    if by_name in ("gift", "text", "moodle-xml", "jsonl"):
        return by_name
    return "gift" if GIFT_SIGN.search(head) else "text"


def _head(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return data[:100_000].decode(encoding, "ignore").lstrip("\ufeff \t\r\n")


def _guess_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename for info in archive.infolist()[:5000]}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileRefused("broken_zip") from error
    if any(name.lower().startswith("xl/") for name in names):
        return "xlsx"
    if any(name.lower().startswith("word/") for name in names):
        return "docx"
    raise FileRefused("unknown_format")


def agree(data: bytes, name: str, asked: str) -> str:
    """The format to read with: the asked one if the content can be that, else a refusal. "" asks for a guess."""
    if not asked:
        return guess(data, name)
    zipped = data.startswith(b"PK\x03\x04")
    if zipped != (asked in ("xlsx", "docx")) or (zipped and _guess_zip(data) != asked):
        raise FileRefused("wrong_format", format=asked)
    return asked


def _suffix(name: str) -> str:
    return "." + name.rsplit(".", 1)[-1].lower() if "." in name else ""
