"""A trainer's file comes in from the command line: all of it or none of it."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from foundation.models import AuditEntry, User
from question_bank.formats import xlsx_reader, xlsx_writer
from question_bank.keys import draft_keys_of
from question_bank.models import Bank, Question, QuestionDraft, QuestionImport
from tests.question_bank.test_import_formats import sheet

FILES = Path(__file__).parent / "files"
GOOD = {
    "题型": "单选题",
    "题干": "受理决定怎样作出？",
    "A": "口头",
    "B": "书面凭证",
    "答案": "B",
    "解析": "凭证要有章。",
    "分值": 2,
}
OTHER = {"题型": "判断题", "题干": "窗口可以不收件。", "答案": "错"}
BAD = {"题型": "单选题", "题干": "问？", "A": "甲", "B": "乙", "答案": "E"}


def run(*arguments: str) -> tuple[dict, int]:
    """The JSON summary and the exit status."""
    out, status = StringIO(), 0
    try:
        call_command("import_questions", *map(str, arguments), "--json", stdout=out, stderr=StringIO())
    except SystemExit as stopped:
        status = stopped.code
    return json.loads(out.getvalue()), status


@pytest.fixture
def file(tmp_path):
    def write(*rows: dict, name: str = "题.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(sheet(*rows))
        return path

    return write


def test_a_sound_file_goes_into_a_bank_made_for_it_on_an_empty_database(db, file):
    path = file(GOOD, OTHER)
    summary, status = run(path)

    assert (summary, status) == ({"format": "xlsx", "read": 2, "imported": 2, "skipped": 0, "errors": []}, 0)
    bank = Bank.objects.get()
    assert bank.slug == "default" and bank.node.depth == 1
    drafts = QuestionDraft.objects.order_by("pk")
    assert [draft.state for draft in drafts] == ["draft", "draft"]
    assert drafts[0].content["stem"] == GOOD["题干"] and "书面凭证" in drafts[0].search_text
    key = draft_keys_of([drafts[0].pk])[drafts[0].pk]
    assert (key.key, key.explanation) == ({"correct": ["B"]}, "凭证要有章。")
    assert list(Question.objects.order_by("code").values_list("code", flat=True)) == ["Q-0001", "Q-0002"]
    author = drafts[0].author
    assert not author.is_active and not author.has_usable_password()
    assert AuditEntry.objects.filter(verb="questions.imported").count() == 1


def test_the_same_file_again_is_already_imported(db, file):
    path = file(GOOD, OTHER)
    run(path)
    out = StringIO()
    call_command("import_questions", str(path), stdout=out)
    assert "already imported" in out.getvalue()
    assert run(path) == ({"format": "xlsx", "read": 2, "imported": 0, "skipped": 2, "errors": []}, 0)
    assert Question.objects.count() == 2 and QuestionImport.objects.count() == 1


def test_one_refused_row_keeps_the_whole_file_out(db, file):
    summary, status = run(file(GOOD, BAD, OTHER))

    assert status == 1 and (summary["read"], summary["imported"], summary["skipped"]) == (3, 0, 0)
    assert [(error["where"], error["code"]) for error in summary["errors"]] == [("M3", "unknown_option")]
    assert "A 到 B" in summary["errors"][0]["message"]
    assert not Question.objects.exists() and not QuestionImport.objects.exists()


def test_keep_good_lets_the_sound_rows_in_and_still_says_what_was_refused(db, file):
    summary, status = run(file(GOOD, BAD, OTHER), "--keep-good")
    assert status == 1 and summary["imported"] == 2 and len(summary["errors"]) == 1
    mended, status = run(file(GOOD, {**BAD, "答案": "A"}, OTHER, name="改.xlsx"))
    assert (mended["imported"], mended["skipped"], status) == (1, 2, 0)


def test_a_dry_run_writes_nothing(db, file):
    summary, status = run(file(GOOD, OTHER), "--dry-run")
    assert (summary["read"], summary["imported"], status) == (2, 0, 0)
    assert not Question.objects.exists() and not QuestionImport.objects.exists()


def test_a_file_that_cannot_be_read_is_one_error_and_status_one(db, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    summary, status = run(path)
    assert status == 1 and [(error["where"], error["code"]) for error in summary["errors"]] == [
        ("整个文件", "broken_zip")
    ]


@pytest.mark.parametrize(
    ("name", "format", "imported", "skipped", "refused"),
    [("trainer.gift", "gift", 8, 2, 0), ("trainer.xml", "moodle-xml", 8, 2, 1), ("paste.txt", "text", 40, 0, 0)],
)
def test_the_format_is_guessed_from_what_is_inside(db, tmp_path, name, format, imported, skipped, refused):
    path = tmp_path / "upload"
    path.write_bytes((FILES / name).read_bytes())
    summary, status = run(path, "--keep-good")
    assert (summary["format"], summary["imported"], summary["skipped"], len(summary["errors"])) == (
        format,
        imported,
        skipped,
        refused,
    )
    assert status == (1 if refused else 0)


def test_bank_author_and_format_can_be_named(cast, file):
    Bank.objects.create(slug="yunshui", name="云水题库", node=cast.hall)
    summary, status = run(file(GOOD), "--bank", "yunshui", "--by", cast.trainer.username, "--format", "xlsx")
    question = Question.objects.get()
    assert status == 0 and summary["imported"] == 1
    assert (question.bank.slug, question.author) == ("yunshui", cast.trainer)
    with pytest.raises(CommandError):
        call_command("import_questions", str(file(OTHER)), "--by", "nobody")
    assert User.objects.filter(username="question-import").count() == 0


def test_items_and_rules_are_asked_of_the_catalogue_once_there_is_one(cast, file):
    from service_items.models import ServiceItem, ServiceRule

    row = {**GOOD, "事项": "I18", "规则": "R02"}
    summary, _status = run(file(row))
    assert summary["imported"] == 1  # an empty catalogue: the codes wait in the provenance
    assert Question.objects.get().provenance["service_items"] == ["I18"]
    ServiceItem.objects.create(code="I01", name="失业登记")
    ServiceRule.objects.create(code="R02", name="一次性告知")
    summary, status = run(file({**row, "题干": "另一题？"}, name="b.xlsx"))
    assert (status, summary["errors"][0]["code"]) == (1, "unknown_item") and "I01" in summary["errors"][0]["message"]
    summary, _status = run(file({**row, "题干": "另一题？", "事项": "I01"}, name="c.xlsx"))
    assert summary["imported"] == 1
    assert [rule.code for rule in QuestionDraft.objects.latest("pk").rules.all()] == ["R02"]


def test_a_near_duplicate_is_shown_but_hinders_nothing(db, file, capsys):
    run(file(GOOD))
    err = StringIO()
    again = {**GOOD, "题干": "受理的决定怎样作出？"}
    call_command("import_questions", str(file(again, name="b.xlsx")), stdout=StringIO(), stderr=err)
    assert "Q-0001" in err.getvalue() and Question.objects.count() == 2


def test_a_bank_is_written_out_and_read_back_without_formulas(db, file, tmp_path):
    import openpyxl

    evil = {**GOOD, "题干": '=HYPERLINK("http://x")？', "A": "@SUM(1)", "B": "+1", "解析": "-2+3"}
    run(file(evil, OTHER))
    out = StringIO()
    call_command("export_questions", "--format", "xlsx", str(tmp_path / "out.xlsx"), "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"format": "xlsx", "read": 2, "exported": 2, "skipped": 0, "losses": []}
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "out.xlsx")["试题"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    again = xlsx_reader.read((tmp_path / "out.xlsx").read_bytes(), {}).questions[0]
    assert (again.content["stem"], [each["text"] for each in again.content["options"]]) == (
        evil["题干"],
        ["@SUM(1)", "+1"],
    )


def test_what_a_format_cannot_hold_is_listed_by_question(db, file, tmp_path):
    run(file({"题型": "填空题", "题干": "应在____日内，收____元。", "答案": "5；0"}, OTHER))
    out = StringIO()
    call_command("export_questions", "--format", "gift", str(tmp_path / "out.gift"), "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert (report["exported"], report["skipped"]) == (1, 1)
    assert [(loss["where"], loss["code"], loss["dropped"]) for loss in report["losses"]] == [("Q-0001", "blanks", True)]
    assert xlsx_writer.template()[:2] == b"PK"
