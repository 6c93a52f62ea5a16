"""我的数据 shows a person everything that is held about them, and nothing about anybody else."""

import io
import json

import pytest
from django.test import Client
from openpyxl import load_workbook

from foundation.audit import chain_faults
from foundation.models import AuditEntry, Notice
from foundation.notices import send_notice
from foundation.registries.my_data import held_about
from organisation.models import Role, RoleGrant
from training_site.portal.services.send_suggestion import send_suggestion


@pytest.fixture
def lived(cast):
    """Everyone has been told something and has said something."""
    for name, person in cast.everyone().items():
        send_notice(to=[person], title=f"只给 {name} 的通知", key=f"only-{name}")
        send_suggestion(by=person, text=f"{name} 的建议", page="/")
    return cast


def test_a_learner_sees_her_account_and_what_she_was_told(lived, sign_in):
    page = sign_in(lived.learner).get("/my-data/").content.decode()
    assert "t1001" in page
    assert "只给 learner 的通知" in page
    assert "learner 的建议" in page


def test_nobody_sees_another_persons_data(lived):
    everyone = lived.everyone()
    for name, person in everyone.items():
        client = Client()
        client.force_login(person)
        shown = [client.get(path).content.decode() for path in ("/my-data/", "/my-data/export.json")]
        for other in everyone.keys() - {name}:
            for page in shown:
                assert f"只给 {other} 的通知" not in page


def test_the_page_takes_no_name_of_a_person(lived, sign_in):
    page = sign_in(lived.learner).get(f"/my-data/?user={lived.cover.pk}&person={lived.cover.pk}").content.decode()
    assert "t1002" not in page


def test_the_files_hold_every_section(lived, sign_in):
    client = sign_in(lived.learner)
    titles = [str(section.title) for section in held_about(lived.learner)]
    book = load_workbook(io.BytesIO(client.get("/my-data/export.xlsx").content))
    held = json.loads(client.get("/my-data/export.json").content)
    assert [section["title"] for section in held["sections"]] == titles
    assert len(book.sheetnames) == len(titles)
    assert held["person"] == "t1001"


def test_the_files_are_downloads_that_nobody_else_keeps(lived, sign_in):
    answer = sign_in(lived.learner).get("/my-data/export.json")
    assert answer["Content-Disposition"] == 'attachment; filename="my-data-t1001.json"'
    assert answer["Cache-Control"] == "no-store"


def test_no_cell_of_the_file_calculates(cast, sign_in):
    send_suggestion(by=cast.learner, text='=HYPERLINK("http://elsewhere.example")', page="/")
    book = load_workbook(io.BytesIO(sign_in(cast.learner).get("/my-data/export.xlsx").content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert all(cell.data_type != "f" for cell in cells)


def test_a_correction_goes_to_the_administrators_above_and_onto_the_audit_trail(cast, sign_in):
    answer = sign_in(cast.learner).post("/my-data/", {"section": "账户", "text": "姓名写错了，应为何晓兰"})
    assert answer.status_code == 302
    assert Notice.objects.get(person=cast.admin).body.endswith("姓名写错了，应为何晓兰")
    assert not Notice.objects.filter(person=cast.stranger).exists()
    entry = AuditEntry.objects.get(verb="my_data.correction_requested")
    assert (entry.actor, entry.node_path) == ("t1001", cast.hall.path)
    assert chain_faults() == []


def test_what_is_said_of_a_correction_is_true(cast, sign_in):
    client, wrong = sign_in(cast.learner), {"section": "账户", "text": "姓名写错了，应为何晓兰"}
    assert "已送到系统管理员" in client.post("/my-data/", wrong, follow=True).content.decode()
    RoleGrant.objects.filter(role=Role.ADMINISTRATOR).delete()
    said = client.post("/my-data/", wrong, follow=True).content.decode()
    assert "没有系统管理员" in said and "已送到" not in said
    assert AuditEntry.objects.filter(verb="my_data.correction_requested").count() == 2


def test_an_empty_correction_says_which_field_is_missing(cast, sign_in):
    page = sign_in(cast.learner).post("/my-data/", {"section": "账户", "text": ""}).content.decode()
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_text_helptext id_text_error"' in page
    assert not AuditEntry.objects.filter(verb="my_data.correction_requested").exists()
