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

from foundation.spreadsheets.reading import FORMULA_STARTS

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
    """`value` so that no spreadsheet calculates it: text that begins like a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, int | float | date) and not isinstance(value, bool):
        return value
    text = str(value)
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


def write_workbook(
    *, sheet: str, columns: Sequence[Column], rows: Iterable[Sequence], examples: Iterable[Sequence] = ()
) -> bytes:
    """An xlsx file: `sheet` with header, rows and drop-downs; with notes or examples also a sheet that explains."""
    book = Workbook()
    main = book.active
    main.title = sheet
    _write_head(main, columns)
    for row in rows:
        main.append([quoted(value) for value in row])
    _mark_text(main, len(columns))
    examples = list(examples)
    if examples or any(column.note for column in columns):
        _write_guide(book.create_sheet(_("填写说明")), columns, examples)
    _add_drop_downs(book, main, columns)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _write_head(sheet, columns: Sequence[Column]) -> None:
    sheet.append([column.name for column in columns])
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


def _write_guide(sheet, columns: Sequence[Column], examples: list[Sequence]) -> None:
    sheet.append([_("列"), _("必填"), _("怎么填")])
    for column in columns:
        sheet.append([column.name, _("必填") if column.required else _("选填"), column.note])
    sheet.append([])
    if examples:
        sheet.append([_("示例（照此填在第一张工作表里）")])
        sheet.append([column.name for column in columns])
        for example in examples:
            sheet.append([quoted(value) for value in example])
    for letter, width in (("A", 18), ("B", 14), ("C", 60)):
        sheet.column_dimensions[letter].width = width


def _add_drop_downs(book: Workbook, main, columns: Sequence[Column]) -> None:
    """Choices live on a sheet of their own: a list inside the rule may not exceed 255 characters."""
    listed = [(index, column) for index, column in enumerate(columns, start=1) if column.choices]
    if not listed:
        return
    options = book.create_sheet(_("选项"))
    for position, (index, column) in enumerate(listed, start=1):
        letter = get_column_letter(position)
        options.cell(1, position, column.name)
        for row, choice in enumerate(column.choices, start=2):
            options.cell(row, position, quoted(choice))
        formula = f"'{options.title}'!${letter}$2:${letter}${len(column.choices) + 1}"
        rule = DataValidation(type="list", formula1=formula, allow_blank=not column.required, showErrorMessage=False)
        own = get_column_letter(index)
        rule.add(f"{own}2:{own}{DROP_DOWN_ROWS}")
        main.add_data_validation(rule)
