"""What is held about a person, as a file to take away."""

import io
import json
import re

from django.utils import timezone
from openpyxl import Workbook

from foundation.models import User
from foundation.registries.my_data import held_about
from foundation.spreadsheets.writing import quoted

SHEET_TITLE_LENGTH = 28


def as_workbook(person: User) -> bytes:
    """An xlsx file with a sheet per section; no cell calculates."""
    book = Workbook()
    book.remove(book.active)
    for number, section in enumerate(held_about(person), start=1):
        title = re.sub(r"[\[\]:*?/\\]", " ", str(section.title))[:SHEET_TITLE_LENGTH]
        sheet = book.create_sheet(f"{number} {title}"[:31])
        sheet.append([str(section.purpose)])
        sheet.append([str(column) for column in section.columns])
        for row in section.rows:
            sheet.append([quoted(str(cell)) for cell in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_json(person: User) -> bytes:
    """The same as UTF-8 JSON: sections with title, purpose, columns and rows."""
    sections = [
        {
            "title": str(section.title),
            "purpose": str(section.purpose),
            "columns": [str(column) for column in section.columns],
            "rows": [[str(cell) for cell in row] for row in section.rows],
        }
        for section in held_about(person)
    ]
    held = {"person": person.username, "made_at": timezone.localtime().isoformat(), "sections": sections}
    return json.dumps(held, ensure_ascii=False, indent=2).encode()
