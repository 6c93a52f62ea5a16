"""Short sentences for stories about monthly sheets."""

import io
from datetime import date
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from appraisal.models import AppraisalPeriod, ImportedSheet
from appraisal.rules.layouts import LAYOUTS
from appraisal.services.import_sheet import import_draft, keep_draft
from appraisal.services.read_sheet import read_sheet
from foundation.models import User
from foundation.spreadsheets import workbook_of
from organisation.models import Posting, Window
from service_items.models import ServiceItem

FILES = Path(__file__).parent / "files"
MONTH = date(2026, 10, 1)


def book(kind: str, rows: list[tuple], *, columns: tuple[str, ...] = (), notes: str = "统计月份：2026-10") -> bytes:
    """An xlsx file of that kind: its columns (or `columns`), the rows, and a sheet of notes."""
    layout = LAYOUTS[kind]
    return workbook_of([(layout.sheet, columns or layout.required, rows), ("说明", [notes], [])])


def upload(client: Client, period: AppraisalPeriod, data: bytes, name: str = "报表.xlsx", **more):
    """The page that says what is in the file."""
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("appraisal-sheets", args=[period.pk]), {"file": file, "kind": "", **more})


def write(client: Client, period: AppraisalPeriod):
    """The person says yes to what was shown."""
    return client.post(reverse("appraisal-sheet-write", args=[period.pk]), follow=True)


def bring(client: Client, period: AppraisalPeriod, kind: str, rows: list[tuple], **more) -> str:
    """Upload and write; what the page then says."""
    shown = upload(client, period, book(kind, rows, **more))
    assert shown.status_code == 200, shown.content.decode()
    return write(client, period).content.decode()


def brought(period: AppraisalPeriod, kind: str, rows: list[tuple], *, by: User) -> ImportedSheet:
    """The sheet in force, through the services and without a page."""
    file = io.BytesIO(book(kind, rows, notes=""))
    reading = read_sheet(file, period=period)
    assert not reading.errors, reading.errors
    return import_draft(draft=keep_draft(reading=reading, period=period, by=by), by=by)


def hire_from(cast, name: str, *, header: int = 1, but: tuple[str, ...] = ()) -> bytes:
    """The file, after whoever and whatever its first sheet names has been added to the hall, `but` some."""
    data = (FILES / name).read_bytes()
    sheet = load_workbook(FILES / name).worksheets[0]
    rows = list(sheet.iter_rows(min_row=header, values_only=True))
    for person in {row[rows[0].index("工号")] for row in rows[1:]} - set(but):
        Posting.objects.create(person=User.objects.create(username=person, name=person), node=cast.hall)
    if "窗口" in rows[0]:
        codes = {row[rows[0].index("窗口")] for row in rows[1:]}
        Window.objects.bulk_create(Window(hall=cast.hall, code=code, name=code) for code in codes)
    if "事项编码" in rows[0]:
        codes = {row[rows[0].index("事项编码")] for row in rows[1:]} - set(but)
        ServiceItem.objects.bulk_create(ServiceItem(code=code, name=code) for code in codes)
    return data
