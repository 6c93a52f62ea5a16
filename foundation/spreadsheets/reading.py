"""Read a table out of an uploaded xlsx or csv file.

Nothing in here raises for what a person uploaded: whatever is wrong comes back as `RowError`s that say where and what to
do. A table with errors of the whole file (too large, wrong sheet, missing column …) has no rows.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from foundation.spreadsheets.workbooks import Refused, Workbook, open_workbook

MAX_BYTES = 20 * 1024 * 1024
MAX_COLUMNS = 80
MAX_CELL = 4000
HEADER_WITHIN = 10  # a title or a note may stand above the header
ENCODINGS = ("utf-8-sig", "gb18030")
FORMULA_STARTS = ("=", "+", "-", "@", "\t")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?|(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True)
class RowError:
    """What is wrong at one place. `where` is for people ("第 5 行“单位”"), `code` for programs ("unknown_unit")."""

    where: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}：{self.message}" if self.where else self.message


@dataclass(frozen=True)
class Row:
    """One row: its number in the file as Excel counts, and text by column name ("" where empty).

    `as_text` names the columns in which a workbook holds a number as text, which Excel does not add up.
    """

    number: int
    values: dict[str, str]
    as_text: frozenset[str] = frozenset()

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")

    def error(self, column: str, code: str, message: str) -> RowError:
        """An error at this row and column (or at the whole row, with `column` empty)."""
        return RowError(place(self.number, column), code, message)


@dataclass
class Table:
    """What was read. `ignored` are the header names that nobody asked for, `header_row` is where the header stands."""

    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    header_row: int = 0


@dataclass(frozen=True)
class Cell:
    """One cell as text. `is_formula` for one that Excel would calculate, `is_text_number` for a number kept as text."""

    text: str
    is_formula: bool = False
    is_text_number: bool = False


def place(row: int, column: str = "") -> str:
    """How a place is named to people."""
    if column:
        return _("第 %(row)s 行“%(column)s”") % {"row": row, "column": column}
    return _("第 %(row)s 行") % {"row": row}


def read_table(
    file, *, required: Sequence[str], optional: Sequence[str] = (), sheet: str | None = None, max_rows: int = 5000,
    book: Workbook | None = None,
) -> Table:  # fmt: skip
    """The rows below the header that names all `required` columns, in the file's order.

    `file` is an uploaded file (or any binary file). In a workbook the sheet called `sheet` is read, without a name the
    first one that has the header; `book` is the workbook, if the caller has opened it. Blank rows are left out. Dates come as "2026-11-21", whole numbers without ".0".
    """
    try:
        name = getattr(file, "name", "") or ""
        sheets = _workbook_sheets(book, sheet) if book else _sheets(bytes_of(file), name, sheet)
        return _first_table(sheets, required, optional, max_rows)
    except Refused as refused:
        return Table(errors=[RowError("", refused.code, str(refused))])


def read_sheets(file, wanted: dict[str, tuple[Sequence[str], Sequence[str]]], *, max_rows: int) -> dict[str, Table]:
    """Several sheets of one workbook: name → its table, for those of `wanted` (name → required, optional columns) that it
    has. Whatever is wrong with the whole file stands alone under ""; places name their sheet."""
    try:
        data = bytes_of(file)
        if not data.startswith(b"PK\x03\x04"):
            list(_sheets(data, getattr(file, "name", "") or "", None))
            raise Refused("wrong_type", _("请用 .xlsx 文件，各张工作表照模板的名字。"))
        workbook = open_workbook(data)
        found = {}
        for name in [name for name in workbook.names if name in wanted]:
            table = _table(_sheet(workbook, name), *wanted[name], max_rows)
            no_rows = [error.code for error in table.errors] == ["no_rows"]  # a sheet left empty is no mistake here
            errors = [] if no_rows else [_in_sheet(name, error) for error in table.errors]
            found[name] = Table(table.columns, table.rows, errors, table.ignored)
        return found
    except Refused as refused:
        return {"": Table(errors=[RowError("", refused.code, str(refused))])}


def _in_sheet(name: str, error: RowError) -> RowError:
    return RowError(f"“{name}” {error.where}".rstrip(), error.code, error.message)


def parse_date(text: str) -> date:
    """A day written as 2026-11-21, 2026/11/21, 2026.11.21, 2026年11月21日 or 20261121. Raises ValueError."""
    found = DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    return date(*(int(part) for part in found.groups() if part))


def bytes_of(file) -> bytes:
    """All of the uploaded file. Raises Refused if it is empty or larger than MAX_BYTES."""
    file.seek(0)
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Refused("too_large", _("文件超过 20 MB。请拆成几个文件再导入。"))
    if not data.strip():
        raise Refused("empty", _("文件是空的。"))
    return data


@dataclass
class Sheet:
    """One sheet still to be read: its rows of cells with their numbers, and the merged ranges (first row, last row, name)."""

    name: str
    rows: Iterable[tuple[int, list[Cell]]]
    merged: list[tuple[int, int, str]] = field(default_factory=list)


def _sheets(data: bytes, name: str, wanted: str | None) -> Iterator[Sheet]:
    if data.startswith(b"PK\x03\x04"):
        if name.lower().endswith(".csv"):
            raise Refused("wrong_type", _("文件名是 .csv，内容却不是。请重新导出后再上传。"))
        return _workbook_sheets(open_workbook(data), wanted)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("old_excel", _("这是旧版 .xls 或加了密码的文件。请取消密码并另存为 .xlsx 再导入。"))
    if name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        raise Refused("wrong_type", _("文件内容不是 Excel 工作簿。请用 Excel 或 WPS 另存为 .xlsx 再导入。"))
    return iter([Sheet("csv", _csv_rows(_decoded(data)))])


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROL.search(text):
            return text
    raise Refused("not_a_table", _("读不出文字：请保存为 .xlsx，或者编码为 UTF-8、GB18030 的 .csv。"))


def _csv_rows(text: str) -> Iterator[tuple[int, list[Cell]]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;，", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        number = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Refused("broken_csv", _("第 %s 行的引号或长度不对，读不下去。") % number) from None
        yield number, [Cell(value.strip(), value.startswith("=")) for value in values[:MAX_COLUMNS]]


def _workbook_sheets(workbook: Workbook, wanted: str | None) -> Iterator[Sheet]:
    names = workbook.names
    if wanted is not None and wanted not in names:
        listed = "、".join(names[:10])
        message = _("没有名为“%(wanted)s”的工作表，文件里有：%(listed)s。") % {"wanted": wanted, "listed": listed}
        raise Refused("wrong_sheet", message)
    for name in [wanted] if wanted is not None else names:
        yield _sheet(workbook, name)


def _sheet(workbook, name: str) -> Sheet:
    rows = (
        (number, [Cell(_text(value), formula, _is_text_number(value)) for value, formula in cells])
        for number, cells in workbook.rows(name, MAX_COLUMNS)
    )
    return Sheet(name, rows, workbook.merged(name))


def _text(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute) else value.isoformat(" ", "minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _is_text_number(value) -> bool:
    return isinstance(value, str) and bool(NUMBER.fullmatch(value.strip()))


def _first_table(sheets: Iterator[Sheet], required, optional, max_rows: int) -> Table:
    """The table of the first sheet that has the header; else what the first sheet lacks."""
    complaint = None
    for sheet in sheets:
        table = _table(sheet, required, optional, max_rows)
        if table.columns:
            return table
        complaint = complaint or table
    return complaint or Table(errors=[RowError("", "empty", _("文件里没有工作表。"))])


def _table(sheet: Sheet, required, optional, max_rows: int) -> Table:
    rows = iter(sheet.rows)
    header, best = _header(rows, required)
    if header is None:
        missing = [name for name in required if name not in best]
        message = _("缺少这些列：%s。请下载模板对照，列名要一致。") % "、".join(missing)
        return Table(errors=[RowError("", "missing_column", message)])
    number, names = header
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        return Table(errors=[RowError(place(number), "twice", _("列名重复：%s。") % "、".join(twice))])
    wanted = {*required, *optional}
    table = Table(
        columns=[name for name in names if name in wanted],
        ignored=[name for name in names if name and name not in wanted],
        header_row=number,
    )
    table.errors += [
        RowError(name, "merged", _("合并单元格读不准。请取消合并，每一行都填上。"))
        for _first, last, name in sheet.merged
        if last >= number
    ]
    _read_rows(table, rows, names, wanted, max_rows)
    if not table.rows and not table.errors:
        table.errors.append(RowError("", "no_rows", _("表头下面没有数据。")))
    return table


def _header(rows, required) -> tuple[tuple[int, list[str]] | None, list[str]]:
    """The first row that names all required columns, and the names of the row that came closest."""
    best: list[str] = []
    for seen, (number, cells) in enumerate(rows, start=1):
        names = [re.sub(r"[\s*＊]|[（(]选填[)）]|[（(]必填[)）]", "", cell.text) for cell in cells]
        if set(required) <= set(names):
            return (number, names), names
        if len(set(required) & set(names)) > len(set(required) & set(best)):
            best = names
        if seen >= HEADER_WITHIN:
            break
    return None, best


def _read_rows(table: Table, rows, names: list[str], wanted: set[str], max_rows: int) -> None:
    for number, cells in rows:
        if not any(cell.text for cell in cells):
            continue
        if len(table.rows) >= max_rows:
            message = _("一次最多导入 %s 行。请拆成几个文件。") % max_rows
            table.rows, table.errors = [], [RowError("", "too_many_rows", message)]
            return
        wanted_cells = {name: cell for name, cell in zip(names, cells, strict=False) if name in wanted}
        for name, cell in wanted_cells.items():
            table.errors += _cell_errors(number, name, cell)
        as_text = frozenset(name for name, cell in wanted_cells.items() if cell.is_text_number)
        table.rows.append(Row(number, {name: _plain(cell.text) for name, cell in wanted_cells.items()}, as_text))


def _cell_errors(number: int, name: str, cell: Cell) -> list[RowError]:
    if cell.is_formula:
        return [RowError(place(number, name), "formula", _("单元格是公式。请改成数值或文字（选择性粘贴为值）。"))]
    if len(cell.text) > MAX_CELL:
        return [RowError(place(number, name), "too_long", _("内容超过 %s 个字。") % MAX_CELL)]
    if CONTROL.search(cell.text):
        return [RowError(place(number, name), "control", _("有看不见的控制字符。请重新键入。"))]
    return []


def _plain(text: str) -> str:
    """The text without the apostrophe with which an export keeps Excel from calculating it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
