"""Read a monthly sheet against a period: which kind it is, what would be stored, and what is wrong where. Writes nothing.

Only the columns of the layout leave this module. Whatever else stands in the file, a citizen's name or telephone first
of all, is named by its heading and forgotten.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from appraisal.models import AppraisalPeriod, ImportedSheet
from appraisal.rules.layouts import LAYOUTS, NOTES_SHEET, TOTAL, TOTALS_SHEETS, Layout, guess_kind
from appraisal.services.check_rows import Checked, check_rows
from foundation.spreadsheets import Refused, Row, RowError, Workbook, bytes_of, open_workbook, read_table

MAX_ROWS = 20_000
LOOK_AT = 10  # rows in which a header may stand
MONTH = re.compile(r"统计月份[:：]\s*(\d{4})[-年./]\s*(\d{1,2})")


@dataclass
class SheetReading:
    """What was read. With `errors` nothing may be imported; `already` is the sheet in force with the same content."""

    file_name: str
    sha256: str = ""
    kind: str = ""
    rows: list[Row] = field(default_factory=list)
    checked: list[Checked] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    already: ImportedSheet | None = None


def read_sheet(file, *, period: AppraisalPeriod, kind: str = "") -> SheetReading:
    """The reading of an uploaded file; `kind` names the layout, "" lets the file speak for itself."""
    reading = SheetReading(file_name=(getattr(file, "name", "") or "")[:200])
    try:
        data = bytes_of(file)
        reading.sha256 = hashlib.sha256(data).hexdigest()
        in_force = ImportedSheet.objects.filter(period=period, sha256=reading.sha256, replaced_at=None)
        reading.already = in_force.select_related("imported_by").first()
        book = open_workbook(data) if data.startswith(b"PK\x03\x04") else None
        reading.kind = kind or _guess(book, reading.file_name)
        _read(reading, file, book, period)
    except Refused as refused:
        reading.errors = [RowError("", refused.code, str(refused))]
    return reading


def _guess(book: Workbook | None, file_name: str) -> str:
    names = [*(book.names if book else ()), *(layout.sheet for layout in LAYOUTS.values() if layout.sheet in file_name)]
    found = guess_kind(names, _first_rows(book))
    if not found:
        raise Refused("unknown_kind", _("认不出是哪一种表。请在“哪种表”里选一种，或者下载模板对照列名。"))
    return found


def _first_rows(book: Workbook | None) -> Iterator[list[str]]:
    for name in book.names if book else ():
        for number, cells in book.rows(name, 40):
            if number > LOOK_AT:
                break
            yield [str(value).strip() for value, _formula in cells if value is not None]


def _read(reading: SheetReading, file, book: Workbook | None, period: AppraisalPeriod) -> None:
    layout = LAYOUTS[reading.kind]
    if book:
        reading.errors += _structure_errors(book, layout, period)
    sheet = layout.sheet if book and layout.sheet in book.names else None
    columns = {"required": layout.required, "optional": layout.optional}
    table = read_table(file, **columns, sheet=sheet, max_rows=MAX_ROWS, book=book)
    reading.errors += table.errors
    reading.dropped = table.ignored
    if not table.rows:
        return
    if table.header_row > 1:
        reading.errors.append(_header_error(table.header_row))
    reading.rows = table.rows
    reading.checked, wrong = check_rows(layout, table.rows, period)
    reading.errors += wrong
    if reading.kind == "volume" and book:
        _check_totals(reading, book)


def _header_error(row: int) -> RowError:
    message = _("表头要在第 1 行，这份在第 %(row)s 行。请删掉上面的标题行和合并单元格。") % {"row": row}
    return RowError(_("第 %(row)s 行") % {"row": row}, "header", message)


def _structure_errors(book: Workbook, layout: Layout, period: AppraisalPeriod) -> list[RowError]:
    found = [
        RowError(_("工作表“%(sheet)s”") % {"sheet": name}, "hidden", _("这张表被隐藏了。请取消隐藏，删去不导入的内容再传。"))
        for name in book.hidden
    ]  # fmt: skip
    if layout.sheet in book.names and (merged := book.merged(layout.sheet)):
        places = "、".join(name for _first, _last, name in merged[:5])
        found.append(RowError(places, "merged", _("有合并单元格。请取消合并再传。")))
    stated = _stated_month(book)
    if stated and stated != (period.month.year, period.month.month):
        message = _("写的统计月份是 %(stated)s，这里是 %(month)s 的考核。请核对是不是拿错了文件。") % {
            "stated": "{}-{:02}".format(*stated), "month": period.name,
        }  # fmt: skip
        found.append(RowError(_("工作表“%(sheet)s”") % {"sheet": NOTES_SHEET}, "month", message))
    return found


def _stated_month(book: Workbook) -> tuple[int, int] | None:
    if NOTES_SHEET not in book.names:
        return None
    for number, cells in book.rows(NOTES_SHEET, 3):
        if number > LOOK_AT:
            break
        for value, _formula in cells:
            if found := MONTH.search(str(value or "")):
                return int(found[1]), int(found[2])
    return None


def _check_totals(reading: SheetReading, book: Workbook) -> None:
    """The sums of the rows against the totals that the file itself states."""
    present = [name for name in TOTALS_SHEETS if name in book.names]
    if not present:
        reading.warnings.append(_("没有汇总表，合计无从核对。"))
    if reading.errors:
        return
    for name in present:
        for column, stated in _stated_totals(book, name).items():
            counted = sum(row.data.get(column, 0) for row in reading.checked)
            if counted != stated:
                message = _("合计写的是 %(stated)s，逐行相加是 %(counted)s。") % {"stated": stated, "counted": counted}
                where = _("工作表“%(sheet)s”“%(column)s”") % {"sheet": name, "column": column}
                reading.errors.append(RowError(where, "total", message))


def _stated_totals(book: Workbook, name: str) -> dict[str, int]:
    heading: list = []
    for _number, cells in book.rows(name, 20):
        values = [value for value, _formula in cells]
        heading = heading or values
        if values and values[0] == TOTAL:
            pairs = zip(heading[1:], values[1:], strict=False)
            return {str(column): value for column, value in pairs if column and isinstance(value, int)}
    return {}
