"""Write tables that Excel, WPS and this site read back, with no cell that calculates."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from foundation.spreadsheets.reading import CONTROL, FORMULA_STARTS

HEAD_FONT = Font(name="黑体", bold=True)
REQUIRED_FILL = PatternFill("solid", fgColor="FFE7B8")
OPTIONAL_FILL = PatternFill("solid", fgColor="E6EEF0")
DROP_DOWN_ROWS = 5000


@dataclass(frozen=True)
class Column:
    """One column of a template: what may be chosen, and a note on how to fill it in."""

    name: str
    required: bool = False
    choices: Sequence[str] = ()
    note: str = ""
    width: int = 16


def quoted(value):
    """`value` so that no spreadsheet calculates it: text that begins like a formula gets an apostrophe. Control characters,
    which people paste unseen and no workbook can hold, become spaces."""
    if value is None:
        return ""
    if isinstance(value, int | float | date) and not isinstance(value, bool):
        return value
    text = CONTROL.sub(" ", str(value))
    return f"'{text}" if text.startswith(FORMULA_STARTS + ("\r", "\n")) else text


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """A csv file that Excel opens with its Chinese intact (UTF-8 with a mark)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([quoted(name) for name in columns])
    writer.writerows([quoted(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def workbook_bytes(sheet: str, columns: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """An xlsx file with one sheet."""
    return write_workbook(sheet=sheet, columns=[Column(name) for name in columns], rows=rows)


def template_bytes(sheet: str, columns: Sequence[Column], examples: Iterable[Sequence]) -> bytes:
    """An empty sheet to fill in, with drop-downs; a second sheet shows examples and says how each column is filled."""
    return write_workbook(sheet=sheet, columns=columns, rows=(), examples=examples)


@dataclass(frozen=True)
class SheetOut:
    """One sheet to write: its columns, rows, and examples for the sheet that explains."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence] = ()
    examples: Sequence[Sequence] = ()


def write_workbook(
    *, sheet: str, columns: Sequence[Column], rows: Iterable[Sequence], examples: Iterable[Sequence] = ()
) -> bytes:
    """An xlsx file: `sheet` with header, rows and drop-downs; with notes or examples also a sheet that explains."""
    return write_book([SheetOut(sheet, columns, rows, list(examples))])


def write_book(sheets: Sequence[SheetOut]) -> bytes:
    """An xlsx file of several sheets, with one sheet that explains them all and one that holds what may be chosen."""
    book = Workbook()
    made = [book.active, *(book.create_sheet() for _sheet in sheets[1:])]
    for page, sheet in zip(made, sheets, strict=True):
        page.title = sheet.name
        _write_head(page, sheet.columns)
        for row in sheet.rows:
            page.append([quoted(value) for value in row])
        _mark_text(page, len(sheet.columns))
    explained = [sheet for sheet in sheets if sheet.examples or any(column.note for column in sheet.columns)]
    if explained:
        guide = book.create_sheet(_("填写说明"))
        for sheet in explained:
            _write_guide(guide, sheet, named=len(sheets) > 1)
    _add_drop_downs(book, list(zip(made, sheets, strict=True)))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def workbook_of(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence]]]) -> bytes:
    """An xlsx file with several plain sheets, each (name, columns, rows)."""
    book = Workbook()
    book.remove(book.active)
    for name, columns, rows in sheets:
        sheet = book.create_sheet(name)
        _write_head(sheet, [Column(column) for column in columns])
        for row in rows:
            sheet.append([quoted(value) for value in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write_head(sheet, columns: Sequence[Column]) -> None:
    sheet.append([quoted(column.name) for column in columns])
    for index, column in enumerate(columns, start=1):
        cell = sheet.cell(1, index)
        cell.font, cell.fill = HEAD_FONT, REQUIRED_FILL if column.required else OPTIONAL_FILL
        cell.alignment = Alignment(horizontal="center")
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    sheet.freeze_panes = "A2"


def _mark_text(sheet, count: int) -> None:
    """Cells are text, so that Excel keeps leading zeros and long numbers as they are typed."""
    for index in range(1, count + 1):
        sheet.column_dimensions[get_column_letter(index)].number_format = "@"


def _write_guide(guide, sheet: SheetOut, named: bool) -> None:
    if named:
        guide.append([_("工作表“%s”") % sheet.name])
    guide.append([_("列"), _("必填"), _("怎么填")])
    for column in sheet.columns:
        guide.append([column.name, _("必填") if column.required else _("选填"), column.note])
    guide.append([])
    if sheet.examples:
        guide.append([_("示例（照此填在第一张工作表里）") if not named else _("示例")])
        guide.append([column.name for column in sheet.columns])
        for example in sheet.examples:
            guide.append([quoted(value) for value in example])
        guide.append([])
    for letter, width in (("A", 18), ("B", 14), ("C", 60)):
        guide.column_dimensions[letter].width = width


def _add_drop_downs(book: Workbook, pages: list[tuple]) -> None:
    """Choices live on a sheet of their own: a list inside the rule may not exceed 255 characters."""
    listed = [
        (page, index, column)
        for page, sheet in pages
        for index, column in enumerate(sheet.columns, start=1)
        if column.choices
    ]
    if not listed:
        return
    options = book.create_sheet(_("选项"))
    for position, (page, index, column) in enumerate(listed, start=1):
        letter = get_column_letter(position)
        options.cell(1, position, column.name)
        for row, choice in enumerate(column.choices, start=2):
            options.cell(row, position, quoted(choice))
        formula = f"'{options.title}'!${letter}$2:${letter}${len(column.choices) + 1}"
        rule = DataValidation(type="list", formula1=formula, allow_blank=not column.required, showErrorMessage=False)
        own = get_column_letter(index)
        rule.add(f"{own}2:{own}{DROP_DOWN_ROWS}")
        page.add_data_validation(rule)
