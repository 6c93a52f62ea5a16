"""No table that anybody can take away calculates when it is opened: names, titles and stems are text in every cell."""

import csv
import io
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.urls import reverse
from openpyxl import load_workbook

from foundation.models import User
from organisation.models import Node, Window
from plans.models import TrainingPlan
from question_bank.models import Bank
from tests.question_bank.bank_stories import single, write
from tests.question_bank.test_import_formats import sheet
from tests.site.whole_hall import furnish

EVIL = '=HYPERLINK("http://evil.example","领奖")'
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# The only modules that write sheets; all others go through the first, or the third for questions.
WRITERS = {
    "foundation/spreadsheets/writing.py", "foundation/spreadsheets/workbooks.py", "question_bank/formats/xlsx_writer.py",
    "training_site/portal/services/export_my_data.py",
    "appraisal/demo.py",  # makes the demo's sheets for the importers; nobody takes them away
}  # fmt: skip


def exports(cast, ids):
    """(who, address, what is posted or None) of every table that can be taken away."""
    plan, sitting, period = ids["plans/ pk"], ids["sitting_id"], ids["appraisal/ pk"]
    return [
        ("manager", f"/analytics/?plan={plan}&format=xlsx", None),
        ("manager", "/analytics/competence/?format=xlsx", None),
        ("manager", f"/appraisal/periods/{period}/?format=xlsx", None),
        ("manager", f"/appraisal/periods/{period}/?format=results", None),
        ("manager", "/cms/certificates/holders.xlsx", None),
        ("officer", f"{reverse('exams:sitting_statistics', args=[sitting])}?format=xlsx", None),
        ("admin", "/cms/people/roster/export/?format=xlsx", None),
        ("admin", "/cms/people/roster/export/?format=csv", None),
        ("auditor", "/cms/audit/export/", {"format": "xlsx"}),
        ("auditor", "/cms/audit/export/", {"format": "csv"}),
        ("learner", "/my-data/export.xlsx", None),
        ("trainer", "/cms/questions/export/", {"bank": Bank.objects.get(slug="hall").pk, "format": "xlsx", "download": "1"}),
    ]  # fmt: skip


def cells(response) -> list[str]:
    """Every cell of the file, as the spreadsheet program reads it. A formula is a failure."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] != b"PK":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert not [cell for row in rows for cell in row if cell.startswith(STARTS)]
        return [cell for row in rows for cell in row]
    book = load_workbook(io.BytesIO(content))
    found = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in found if cell.data_type == "f" or cell.hyperlink]
    return [str(cell.value) for cell in found]


@pytest.fixture
def ids(cast):
    ids = furnish(cast)
    for model, field in ((User, "name"), (Node, "name"), (Window, "name"), (TrainingPlan, "title"), (Bank, "name")):
        longest = model._meta.get_field(field).max_length - len(EVIL)
        assert longest > 10
        model.objects.update(**{field: Concat(Value(EVIL), F(field))})
    for start in STARTS[1:4]:
        write(cast, **single(f"{start}cmd|' /C calc'!A0 怎么办？"), explanation=f"{start}1+1")
    return ids


def test_no_cell_of_any_export_is_a_formula(cast, ids, sign_in):
    for who, address, posted in exports(cast, ids):
        client = sign_in(getattr(cast, who))
        response = client.get(address) if posted is None else client.post(address, posted)
        assert response.status_code == 200 and "attachment" in response["Content-Disposition"], address
        evil = [cell for cell in cells(response) if "HYPERLINK" in cell or "cmd|" in cell]
        assert evil or "statistics" in address, f"{address} holds nothing that could have calculated"


def test_the_check_sees_a_formula():
    from openpyxl import Workbook

    book, target = Workbook(), io.BytesIO()
    book.active.append([EVIL])
    book.save(target)
    with pytest.raises(AssertionError):
        cells(type("Answer", (), {"streaming": False, "content": target.getvalue()}))
    assert sheet()  # the question bank's own writer has its tests beside it


def test_nothing_else_writes_sheets():
    root = Path(settings.BASE_DIR)
    tracked = subprocess.run(["git", "ls-files", "*.py"], cwd=root, capture_output=True, text=True).stdout.split()
    files = tracked or [str(path.relative_to(root)) for path in root.glob("*/**/*.py") if ".venv" not in path.parts]
    writing = {
        name for name in files
        if not name.startswith("tests/") and any(word in (root / name).read_text(encoding="utf-8") for word in ("openpyxl", "csv.writer"))
    }  # fmt: skip
    assert writing == WRITERS
