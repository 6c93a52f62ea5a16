"""Whatever is wrong with a file or happens while it is written, nothing of it stays behind (reliability.md D1, D4)."""

import io
import random
import time
import zipfile
from pathlib import Path

import pytest
from django.db import connection

from foundation.models import AuditEntry
from organisation.models import Node
from question_bank.formats import READERS, xlsx_writer
from question_bank.formats.limits import check_size
from question_bank.formats.parsed import FileRefused, Parsed, ParsedQuestion
from question_bank.formats.sniff import agree
from question_bank.models import Bank, Question, QuestionDraft, QuestionImport, QuestionMedia
from question_bank.models.secrets import DraftKey
from question_bank.services import import_questions as deed
from question_bank.services.default_bank import system_account
from question_bank.services.import_questions import import_questions
from tests.question_bank.test_import_formats import sheet

FILES = Path(__file__).parent / "files"
SEED, FUZZED = 20261121, 300


@pytest.fixture
def bank(db) -> Bank:
    return Bank.objects.create(slug="b", name="题库", node=Node.add_root(code="R", name="根", kind=Node.Kind.REGION))


def in_this_process(data: bytes, *, format: str = "", name: str = "", options: dict | None = None) -> Parsed:
    """The worker's work without its process, which would cost a fuzz of 300 files a minute."""
    import importlib

    check_size(data)
    return importlib.import_module(READERS[agree(data, name, format)]).read(data, options or {})


def counts() -> list[int]:
    models = (Question, QuestionDraft, DraftKey, QuestionImport, QuestionMedia)
    return [model.objects.count() for model in models] + [AuditEntry.objects.filter(verb="questions.imported").count()]


def mutated(data: bytes, rng: random.Random) -> bytes:
    """A sound file with something wrong: bytes flipped, cut, doubled, or odd characters and numbers put in."""
    broken = bytearray(data)
    for _turn in range(rng.randint(1, 12)):
        place = rng.randrange(len(broken) or 1)
        match rng.randrange(6):
            case 0:
                broken[place : place + 1] = bytes([rng.randrange(256)])
            case 1:
                del broken[place : place + rng.randint(1, 200)]
            case 2:
                broken[place:place] = rng.choice(
                    [
                        b"\0",
                        b"1e308",
                        "\u202e".encode(),
                        b"\xff\xfe",
                        b"{",
                        b"=",
                        b"<x>",
                        b"&#0;",
                        b"%50%",
                        "答案：".encode(),
                    ]
                )
            case 3:
                broken = broken[: max(1, place)]
            case 4:
                broken += broken[place : place + 500]
            case 5:
                broken[place:place] = b"A" * rng.choice([10, 30_000])
    return bytes(broken)


def repacked(data: bytes, rng: random.Random) -> bytes:
    """A workbook or document with one part mutated inside a sound archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as sound, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        names = sound.namelist()
        spoiled = rng.choice(names)
        for name in names:
            out.writestr(name, mutated(sound.read(name), rng) if name == spoiled else sound.read(name))
    return target.getvalue()


def seeds(tmp_path) -> dict[str, bytes]:
    from docx import Document

    document = Document()
    for line in (FILES / "paste.txt").read_text(encoding="utf-8").split("\n")[:60]:
        document.add_paragraph(line)
    document.save(tmp_path / "a.docx")
    found = {name: (FILES / name).read_bytes() for name in ("trainer.gift", "trainer.xml")}
    found["paste.txt"] = "\n".join((FILES / "paste.txt").read_text(encoding="utf-8").split("\n")[:60]).encode()
    return found | {"a.xlsx": sheet(*map(dict, xlsx_writer.EXAMPLES)), "a.docx": (tmp_path / "a.docx").read_bytes()}


def test_three_hundred_malformed_files_leave_nothing_half_imported(bank, tmp_path):
    rng, by, sound = random.Random(SEED), system_account(), seeds(tmp_path)
    before = counts()
    outcomes = {"refused": 0, "imported": 0}
    for number in range(FUZZED):
        name = rng.choice(list(sound))
        spoil = repacked if name.endswith(("xlsx", "docx")) and rng.random() < 0.7 else mutated
        report = import_questions(
            bank=bank, data=spoil(sound[name], rng), file_name=f"{number}-{name}", by=by,
            **({"parse": in_this_process} if number % 30 else {}),
        )  # fmt: skip
        if report.errors:
            assert all(error["where"] and error["code"] and error["message"] for error in report.errors)
            assert report.imported == 0 and counts() == before
            outcomes["refused"] += 1
        else:
            assert counts()[0] == before[0] + report.imported
            before = counts()
            outcomes["imported"] += 1
    assert outcomes["refused"] > 100


class Stopped(Exception):
    pass


@pytest.mark.parametrize("step", ["bulk_create", "create_draft_keys", "audit_import"])
def test_a_failure_at_any_step_of_the_writing_leaves_nothing(bank, monkeypatch, step):
    before = counts()

    def stop(*args, **kwargs):
        raise Stopped

    target = QuestionDraft.objects if step == "bulk_create" else deed
    monkeypatch.setattr(target, step, stop)
    with pytest.raises(Stopped):
        import_questions(
            bank=bank, data=sheet(*map(dict, xlsx_writer.EXAMPLES)), file_name="a.xlsx", by=system_account()
        )
    assert counts() == before


def test_without_the_outer_transaction_that_would_be_noticed(bank, monkeypatch, settings):
    settings.SABOTAGE = frozenset({"import-in-one-transaction"})
    before = counts()
    monkeypatch.setattr(deed, "audit_import", lambda *args: (_ for _ in ()).throw(Stopped()))
    with pytest.raises(Stopped):
        import_questions(
            bank=bank, data=sheet(*map(dict, xlsx_writer.EXAMPLES)), file_name="a.xlsx", by=system_account()
        )
    assert counts() != before


def test_two_uploads_of_one_file_at_once_import_it_once(bank, monkeypatch):
    data = sheet(*map(dict, xlsx_writer.EXAMPLES))
    first = import_questions(bank=bank, data=data, file_name="a.xlsx", by=system_account())
    monkeypatch.setattr(deed, "earlier_import", lambda bank, digest: None)  # the second looked before the first wrote
    monkeypatch.setattr(deed, "Sorting", lambda bank: FreshSorting(bank))
    second = import_questions(bank=bank, data=data, file_name="a.xlsx", by=system_account())
    assert (first.imported, second.imported, second.already_imported) == (7, 0, True)
    assert QuestionImport.objects.count() == 1 and Question.objects.count() == 7


class FreshSorting:
    """Sorts as if the bank were still empty."""

    def __init__(self, bank: Bank) -> None:
        from question_bank import importing

        other = Bank.objects.create(slug="other", name="空", node=bank.node)
        self.inner = importing.Sorting(other)

    def sort(self, parsed: Parsed):
        return self.inner.sort(parsed)


def test_two_thousand_questions_come_in_quickly_and_hold_the_write_lock_briefly(bank):
    rows = [
        ParsedQuestion(
            "single_choice", {"stem": f"第 {number} 件事项应当怎样办？", "options": [{"id": letter, "text": f"{letter}{number}"} for letter in "ABCD"]},
            {"correct": ["B"]}, explanation="解析" * 40, facets={"difficulty": 2, "points": 2.0},
        )
        for number in range(2000)
    ]  # fmt: skip
    data = xlsx_writer.write(rows).data
    writing = WritingTime()
    started = time.process_time()
    with connection.execute_wrapper(writing):
        report = import_questions(bank=bank, data=data, file_name="big.xlsx", by=system_account())
    assert report.imported == 2000
    assert time.process_time() - started < 20
    assert writing.queries < 200
    assert writing.cpu_seconds < 2


class WritingTime:
    """CPU time between the first and the last writing statement: how long SQLite's lock is held by this process."""

    def __init__(self) -> None:
        self.first: float | None = None
        self.cpu_seconds = 0.0
        self.queries = 0

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "SAVEPOINT")) or self.first is not None:
            self.first = self.first or time.process_time()
            self.queries += 1
        result = execute(sql, params, many, context)
        if self.first is not None:
            self.cpu_seconds = time.process_time() - self.first
        return result


def test_a_file_refusal_carries_no_traceback_of_the_parser(bank):
    report = import_questions(bank=bank, data=b"PK\x03\x04", file_name="a.xlsx", by=system_account())
    assert [error["code"] for error in report.errors] == ["broken_zip"] and "Traceback" not in str(report.errors)
    assert issubclass(FileRefused, Exception)
