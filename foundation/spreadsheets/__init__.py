"""Tables that people bring and take away as xlsx or csv, read with care and written without formulas."""

from foundation.spreadsheets.reading import MAX_BYTES, Row, RowError, Table, parse_date, read_table
from foundation.spreadsheets.writing import Column, csv_bytes, template_bytes, workbook_bytes, write_workbook

__all__ = [
    "MAX_BYTES",
    "Column",
    "Row",
    "RowError",
    "Table",
    "csv_bytes",
    "parse_date",
    "read_table",
    "template_bytes",
    "workbook_bytes",
    "write_workbook",
]
