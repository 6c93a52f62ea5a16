"""A trainer brings a file in through the admin: upload, look, mend, confirm."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from foundation.models import AuditEntry
from question_bank import tasks
from question_bank.models import Bank, ImportJob, Question, QuestionDraft
from question_bank.services.run_import import run_import
from question_bank.services.start_import import start_import
from question_bank.services.sweep_imports import sweep_imports
from tests.question_bank.test_import_command import BAD, GOOD, OTHER
from tests.question_bank.test_import_formats import sheet


@pytest.fixture
def bank(cast) -> Bank:
    return Bank.objects.create(slug="yunshui", name="云水题库", node=cast.hall)


def send(client, bank: Bank, data: bytes, name: str = "题.xlsx"):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("question_admin:import"), {"bank": bank.pk, "file": file, "format": ""}, follow=True)


def page(client, job: ImportJob, query: str = "") -> str:
    return client.get(reverse("question_admin:import_job", args=[job.pk]) + query).content.decode()


def do(client, job: ImportJob, deed: str, **data):
    return client.post(reverse("question_admin:import_act", args=[job.pk, deed]), data, follow=True)


def test_a_sound_file_is_shown_first_and_written_only_on_confirmation(cast, bank, sign_in):
    client = sign_in(cast.trainer)
    shown = send(client, bank, sheet(GOOD, OTHER)).content.decode()
    assert "2 题都没问题，还没有写入" in shown and GOOD["题干"] in shown
    assert not Question.objects.exists()

    done = do(client, ImportJob.objects.get(), "write").content.decode()
    assert "2 题已写入“云水题库”" in done
    assert {draft.author for draft in QuestionDraft.objects.all()} == {cast.trainer}
    assert AuditEntry.objects.filter(verb="questions.imported", actor=cast.trainer.username).exists()

    do(client, ImportJob.objects.get(), "submit")
    assert set(QuestionDraft.objects.values_list("state", flat=True)) == {"in_review"}


def test_the_uploaded_sheet_comes_back_with_what_is_wrong_beside_each_row(cast, bank, sign_in):
    client = sign_in(cast.trainer)
    shown = send(client, bank, sheet({**GOOD, "解析": "=1+1 不是公式"}, BAD, OTHER)).content.decode()
    job = ImportJob.objects.get()
    address = reverse("question_admin:import_errors", args=[job.pk])
    assert address in shown
    response = client.get(address)
    book = load_workbook(io.BytesIO(response.content))["试题"]
    rows = [[cell.value or "" for cell in row] for row in book.iter_rows()]
    head, good, bad, other = rows
    assert head[-1] == "错误" and GOOD["题干"] in good and BAD["题干"] in bad
    assert good[-1] == other[-1] == "" and bad[-1].startswith("M3：")
    assert not any(cell.data_type == "f" for row in book.iter_rows() for cell in row)
    mended = {**dict(zip(head, bad)), "答案": "A"}
    again = send(
        client, bank, sheet(dict(zip(head, good)), mended, dict(zip(head, other)))
    )  # the column 错误 is no matter
    assert "3 题都没问题" in again.content.decode()
    assert sign_in(cast.stranger_trainer).get(address).status_code == 404


def test_errors_are_shown_at_their_cells_and_nothing_is_written_without_a_second_confirmation(cast, bank, sign_in):
    client = sign_in(cast.trainer)
    shown = send(client, bank, sheet(GOOD, BAD, OTHER)).content.decode()
    job = ImportJob.objects.get()
    assert "1 题有错，一题都还没有写入" in shown and "M3" in shown and "写入题库（" not in shown

    do(client, job, "write")  # a forged post without the tick
    assert not Question.objects.exists()

    confirm = page(client, job, "?keep_good=1")
    assert "只写入没有错的 2 题" in confirm and not Question.objects.exists()
    done = do(client, job, "keep_good").content.decode()
    assert Question.objects.count() == 2 and "2 题已写入" in done and "M3" in done


def test_the_same_file_again_says_so(cast, bank, sign_in):
    client = sign_in(cast.trainer)
    data = sheet(GOOD)
    send(client, bank, data)
    do(client, ImportJob.objects.get(), "write")
    again = send(client, bank, data).content.decode()
    assert "已经导入过" in again and Question.objects.count() == 1


def test_columns_can_be_sorted_out_by_hand(cast, bank, sign_in):
    from question_bank.formats import xlsx_writer

    book, sheet_page = xlsx_writer._book()
    sheet_page.delete_rows(1)
    for row in (["问什么", "一", "二", "哪个"], ["受理决定怎样作出？", "口头", "书面凭证", "B"]):
        sheet_page.append(row)
    client = sign_in(cast.trainer)
    shown = send(client, bank, xlsx_writer._saved(book)).content.decode()
    job = ImportJob.objects.get()
    assert "没有找到表头" in shown and "哪一列是什么" in shown

    chosen = {"s0-A": "stem", "s0-B": "option:A", "s0-C": "option:B", "s0-D": "answer", "s0-E": "nonsense"}
    mapped = do(client, job, "remap", **chosen).content.decode()
    assert "1 题都没问题" in mapped
    do(client, job, "write")
    assert QuestionDraft.objects.get().content["stem"] == "受理决定怎样作出？"


def test_pasted_text_is_understood_and_its_errors_stand_at_the_line(cast, bank, sign_in):
    client = sign_in(cast.trainer)
    text = "1. 问？\nA. 甲\nB. 乙\n答案：E\n\n2. 再问？\nA. 甲\nB. 乙\n答案：乙"
    shown = client.post(reverse("question_admin:paste"), {"bank": bank.pk, "text": text}, follow=True).content.decode()
    assert "纯文字" in shown and "· text" not in shown
    job = ImportJob.objects.get()
    assert "第 4 行" in shown and 'class="is-wrong" value="4"' in shown
    back = client.get(reverse("question_admin:paste") + f"?job={job.pk}").content.decode()
    assert "答案：E" in back

    mended = client.post(
        reverse("question_admin:paste"), {"bank": bank.pk, "text": text.replace("E", "A")}, follow=True
    )
    assert "2 题都没问题" in mended.content.decode()


def test_a_file_that_cannot_be_read_is_refused_with_its_reason(cast, bank, sign_in):
    shown = send(sign_in(cast.trainer), bank, b"PK\x03\x04 broken").content.decode()
    assert "文件没有读出来" in shown and "已损坏" in shown
    none = sign_in(cast.trainer).post(reverse("question_admin:import"), {"bank": bank.pk})
    assert "请选一个文件" in none.content.decode()


def test_the_template_is_one_click_from_the_import_page(cast, bank, sign_in):
    client = sign_in(cast.trainer)
    assert reverse("question_admin:import_template") in client.get(reverse("question_admin:import")).content.decode()
    assert client.get(reverse("question_admin:import_template")).content[:2] == b"PK"


def test_what_a_format_cannot_hold_is_shown_before_the_download(cast, bank, sign_in):
    client = sign_in(cast.trainer)
    send(client, bank, sheet(GOOD, {"题型": "填空题", "题干": "应在____日内，收____元。", "答案": "5；0"}))
    do(client, ImportJob.objects.get(), "write")
    form = {"bank": bank.pk, "format": "gift"}
    shown = client.post(reverse("question_admin:export"), form).content.decode()
    assert "Q-0002" in shown and "多个空的填空题" in shown
    file = client.post(reverse("question_admin:export"), {**form, "download": "1"})
    assert "attachment" in file["Content-Disposition"] and "书面凭证".encode() in file.content
    assert AuditEntry.objects.filter(verb="questions.exported").exists()


def test_nobody_else_finds_the_file_the_page_or_the_bank(cast, bank, client):
    job = start_import(bank=bank, data=sheet(GOOD), file_name="a.xlsx", by=cast.trainer)
    pages = [
        reverse("question_admin:import_job", args=[job.pk]), reverse("question_admin:import_status", args=[job.pk]),
        reverse("question_admin:paste") + f"?job={job.pk}",
    ]  # fmt: skip
    client.force_login(cast.stranger_trainer)
    assert {client.get(address).status_code for address in pages} == {404}
    assert client.post(reverse("question_admin:import_act", args=[job.pk, "write"])).status_code == 404
    listed = client.get(reverse("question_admin:import")).content.decode()
    assert bank.name not in listed
    send(client, bank, sheet(GOOD))
    assert ImportJob.objects.count() == 1  # the other hall's bank is no choice of the form
    client.post(reverse("question_admin:export"), {"bank": bank.pk, "format": "xlsx", "download": "1"})
    assert not AuditEntry.objects.filter(verb="questions.exported").exists()

    client.force_login(cast.reviewer)
    assert {
        client.get(reverse(f"question_admin:{name}")).status_code
        for name in ("import", "paste", "export", "import_template")
    } == {404}
    client.force_login(cast.learner)
    assert client.get(reverse("question_admin:import")).status_code in (302, 403, 404)


def test_without_a_broker_the_waiting_page_does_the_work_itself(cast, bank, sign_in, settings, monkeypatch):
    settings.OUTBOX_WAKE = "none"
    client = sign_in(cast.trainer)
    shown = send(client, bank, sheet(GOOD)).content.decode()
    job = ImportJob.objects.get()
    assert job.state == "waiting" and "import-progress" in shown
    monkeypatch.setattr("question_bank.views.manage.imports.PATIENCE", job.created_at - job.created_at)
    assert client.get(reverse("question_admin:import_status", args=[job.pk])).json() == {
        "state": "checked",
        "progress": 100,
    }
    assert run_import(job.pk) is False  # a late worker finds nothing to do


def test_a_job_whose_work_breaks_says_so_and_old_files_are_taken_away(cast, bank, sign_in, monkeypatch):
    from datetime import timedelta

    def broken(**kwargs):
        raise RuntimeError("gone")

    job = start_import(bank=bank, data=sheet(GOOD), file_name="a.xlsx", by=cast.trainer)
    monkeypatch.setattr("question_bank.services.run_import.import_questions", broken)
    tasks.do_import(job.pk)
    assert "处理中断了，一题都没有写入" in page(sign_in(cast.trainer), job)
    monkeypatch.undo()
    stored = ImportJob.objects.get()
    assert stored.spool.storage.exists(stored.spool.name)
    assert sweep_imports(at=stored.created_at + timedelta(days=8)) == 1
    assert not ImportJob.objects.exists() and not stored.spool.storage.exists(stored.spool.name)


def test_no_answer_stands_in_the_jobs_row(cast, bank, sign_in):
    secret = {**GOOD, "题干": "问？", "B": "答案金丝雀四四二", "解析": "解析金丝雀四四三"}
    send(sign_in(cast.trainer), bank, sheet(secret))
    job = ImportJob.objects.values().get()
    assert "金丝雀" not in str(job)
