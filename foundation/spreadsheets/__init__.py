"""Tables that people bring and take away as xlsx or csv, read with care and written without formulas."""

from foundation.spreadsheets.reading import (
    MAX_BYTES,
    Row,
    RowError,
    Table,
    bytes_of,
    parse_date,
    read_sheets,
    read_table,
)
from foundation.spreadsheets.workbooks import Refused, Workbook, open_workbook
from foundation.spreadsheets.writing import (
    Column,
    SheetOut,
    csv_bytes,
    template_bytes,
    workbook_bytes,
    workbook_of,
    write_book,
    write_workbook,
)

__all__ = [
    "MAX_BYTES",
    "Column",
    "Refused",
    "Row",
    "RowError",
    "SheetOut",
    "Table",
    "Workbook",
    "bytes_of",
    "csv_bytes",
    "open_workbook",
    "parse_date",
    "read_sheets",
    "read_table",
    "template_bytes",
    "workbook_bytes",
    "workbook_of",
    "write_book",
    "write_workbook",
]
