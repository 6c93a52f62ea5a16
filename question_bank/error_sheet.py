"""The sheet that a trainer uploaded, with what is wrong beside each row, to be mended and sent again."""

import re

from django.utils.translation import gettext as _

from foundation.spreadsheets import workbook_of
from question_bank.formats import sandbox
from question_bank.models import ImportJob

CELL = re.compile(r"^(?:(?P<sheet>.+)!)?(?P<cell>[A-Z]{1,3}(?P<row>\d+))$")


def marked_sheet(job: ImportJob, errors: list[dict]) -> bytes:
    """The uploaded cells as text, every row in its place, and a last column 错误. Raises FileRefused."""
    with job.spool.open("rb") as file:
        data = file.read()
    options = {"survey": True, "cells": True}
    sheets = sandbox.parse(data, format="xlsx", name=job.file_name, options=options).columns
    wrong = _by_row(errors, first_sheet=next(iter(sheets)))
    return workbook_of(_marked(name, sheet, wrong.get(name, {})) for name, sheet in sheets.items())


def _by_row(errors: list[dict], *, first_sheet: str) -> dict[str, dict[int, list[str]]]:
    """Sheet → row → "cell: what to do"; a cell without a sheet's name stands in the first."""
    found: dict[str, dict[int, list[str]]] = {}
    for error in errors:
        if place := CELL.match(error["where"]):
            rows = found.setdefault(place["sheet"] or first_sheet, {})
            rows.setdefault(int(place["row"]), []).append(f"{place['cell']}：{error['message']}")
    return found


def _marked(name: str, sheet: dict, wrong: dict[int, list[str]]) -> tuple[str, list[str], list[list[str]]]:
    cells, width = sheet["cells"], max((len(row) for row in sheet["cells"]), default=0)
    wrong = {sheet["heading_row"]: [_("错误")], **wrong}
    rows = [
        [*row, *[""] * (width - len(row)), "\n".join(wrong.get(number, ()))]
        for number, row in enumerate(cells, start=1)
    ]
    return name, rows[0], rows[1:]
