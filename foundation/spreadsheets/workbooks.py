"""Open an xlsx file that a stranger may have built: limits before anything is unpacked, no entities, no macros."""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

MAX_ENTRIES = 500
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 120
SMALL = 1024 * 1024  # below this an entry may be as regular as it likes
MAX_MARKS = (
    2_000_000  # of "<": 20,000 full rows have half as many; each costs the parser about 3 µs, and 10 s are all there is
)
MAX_PHYSICAL_ROWS = 40_000
MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref=["\']([A-Z]+(\d+):[A-Z]+(\d+))')
BROKEN = (zipfile.BadZipFile, KeyError, ValueError, IndexError, TypeError, AttributeError, OSError, EOFError)
BROKEN += (ParseError, DefusedXmlException, SyntaxError, NotImplementedError, RuntimeError)
BROKEN += (zlib.error, lzma.LZMAError)


class Refused(Exception):
    """The whole file cannot be taken; the text says why, in words for the person who sent it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Workbook:
    """The sheets of an opened file, read row by row."""

    def __init__(self, archive: zipfile.ZipFile, book) -> None:
        self._archive, self._book = archive, book
        self.names = [sheet.title for sheet in book.worksheets]
        self.hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]

    def rows(self, name: str, max_columns: int) -> Iterator[tuple[int, list[tuple[object, bool]]]]:
        """(row number, [(value, is a formula) …]) of each row."""
        sheet = self._book[name]
        sheet.reset_dimensions()  # what the file says of its own size is not to be believed
        rows = enumerate(sheet.iter_rows(max_col=max_columns), start=1)
        while True:
            try:
                number, cells = next(rows)
            except StopIteration:
                return
            except BROKEN:
                raise broken() from None
            if number > MAX_PHYSICAL_ROWS:
                raise Refused("too_large", _("工作表“%s”行数太多。请删去空行再导入。") % name)
            yield number, [(cell.value, cell.data_type == "f") for cell in cells]

    def merged(self, name: str) -> list[tuple[int, int, str]]:
        """(first row, last row, "A3:A5") of each merged range."""
        path = self._book[name]._worksheet_path
        xml = self._archive.read(path)
        return [(int(first), int(last), ref.decode()) for ref, first, last in MERGE.findall(xml)]


def open_workbook(data: bytes) -> Workbook:
    """The workbook in `data`. Raises Refused."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        _check_size(archive)
        _check_parts(archive)
        _check_marks(archive)
        return Workbook(archive, openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False))
    except BROKEN:
        raise broken() from None


def broken() -> Refused:
    """What is said of a file that cannot be read."""
    return Refused("broken", _("文件坏了，读不出来。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"))


def _check_size(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    inflated = any(
        entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1) for entry in entries
    )
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or inflated:
        raise Refused("zip_bomb", _("文件解压后太大，不予读取。请只保留要导入的工作表。"))


def _check_marks(archive: zipfile.ZipFile) -> None:
    """Few bytes can hold millions of cells: they are counted before anything is parsed. An empty one in one mark (`<c/>`)
    costs as much as two marks do."""
    parts = (archive.read(entry) for entry in archive.infolist())
    if sum(part.count(b"<") + part.count(b"/>") for part in parts) > MAX_MARKS:
        raise Refused("too_large", _("文件里的单元格太多，不予读取。请只保留要导入的工作表，删去多余的行和列。"))


def _check_parts(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Refused("wrong_type", _("文件内容不是 Excel 工作簿。请用 Excel 或 WPS 另存为 .xlsx 再导入。"))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("macros", _("文件带有宏。请另存为不带宏的 .xlsx 再导入。"))
