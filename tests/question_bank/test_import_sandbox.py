"""A hostile file is refused before it is parsed, and a parser that runs wild is stopped (reliability.md D2, D3)."""

import io
import socket
import struct
import time
import zipfile
from pathlib import Path

import pytest

from question_bank.formats import sandbox, worker, xlsx_writer
from question_bank.formats.parsed import FileRefused

FILES = Path(__file__).parent / "files"


def workbook(**parts: bytes) -> bytes:
    """A sound workbook with parts replaced or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_writer.template())) as sound,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in sound.namelist():
            out.writestr(name, parts.pop(name, sound.read(name)))
        for name, data in parts.items():
            out.writestr(name, data)
    return target.getvalue()


def refusal(data: bytes, name: str = "", format: str = "") -> str:
    with pytest.raises(FileRefused) as refused:
        sandbox.parse(data, name=name, format=format)
    return refused.value.problem.code


SHEET = "xl/worksheets/sheet1.xml"


def test_a_spreadsheet_bomb_of_a_few_hundred_kilobytes_is_refused_within_seconds():
    bomb = workbook(**{SHEET: b"<worksheet><sheetData>" + b'<row r="1"><c r="A1"><v>1</v></c></row>' * 2_600_000})
    assert len(bomb) < 500_000
    started = time.monotonic()
    assert refusal(bomb, "bomb.xlsx") == "zip_bomb"
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({f"xl/media/{number}.png": b"x" for number in range(2001)}, "too_many_parts"),
        ({"../../etc/passwd": b"x"}, "unsafe_zip"),
        ({"/etc/passwd": b"x"}, "unsafe_zip"),
        ({SHEET: b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'}, "dtd"),
        ({"xl/sharedStrings.xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><sst/>'.encode("utf-16")}, "dtd"),
        (
            {
                SHEET: b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
            },
            "sheet_too_wide",
        ),
    ],
)
def test_a_workbook_with_something_odd_inside_is_refused(parts, code):
    assert refusal(workbook(**parts), "odd.xlsx") == code


def test_a_part_that_lies_about_its_size_is_refused():
    data = bytearray(workbook())
    place = data.rfind(b"PK\x01\x02")  # the last entry of the directory
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    assert refusal(bytes(data), "lie.xlsx") in ("unsafe_zip", "broken_zip")


XXE = '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "{target}">]><quiz><question type="essay"><questiontext><text>&x;</text></questiontext></question></quiz>'
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY a{n} "{"&a" + (str(n - 1) if n else "") + ";"}{"&a" + (str(n - 1) if n else "") + ";"}">'
        for n in range(1, 30)
    )
    + "]><quiz>&a29;</quiz>"
)


@pytest.mark.parametrize(
    "text",
    [
        XXE.format(target="file:///etc/passwd"),
        LAUGHS,
        '<?xml version="1.0"?><!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/x.dtd"><quiz/>',
    ],
)
def test_entities_and_document_types_are_refused(text):
    assert refusal(text.encode(), "quiz.xml") == "dtd"
    assert refusal(text.encode("utf-16"), "quiz.xml", "moodle-xml") == "dtd"


def test_no_hostile_file_reaches_out_to_the_network():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.3)
        refusal(XXE.format(target=f"http://127.0.0.1:{listener.getsockname()[1]}/").encode(), "quiz.xml")
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old_office"), (b"%PDF-1.7", "unknown_format"),
        (b"PK\x03\x04 not a zip", "broken_zip"), (b"a\0b\0c", "not_text"), (b"\xff" * 99, "not_text"), (b"<html></html>", "not_moodle"),
        (b"just some words", "no_questions"), (b"x" * (20 * 1024 * 1024 + 1), "too_big"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_question_file_is_refused_with_its_reason(data, code):
    assert refusal(data, "file.bin") == code


def test_a_file_of_another_format_than_was_said_is_refused():
    assert refusal(workbook(), "a.docx", "docx") == "wrong_format"


def test_the_parser_sees_nothing_of_the_sites_environment(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "canary")
    monkeypatch.setenv("DATABASE_URL", "canary")
    assert "canary" not in sandbox.environment().values()


@pytest.mark.parametrize(
    "deed",
    [
        "__import__('socket').socket()",
        "__import__('subprocess').run(['true'])",
        "open('/tmp/x', 'w')",
        "bytearray(900_000_000)",
        "[0 for _ in iter(int, 1)]",
    ],
)
def test_a_parser_that_goes_wrong_can_do_nothing_and_is_stopped(deed, monkeypatch, tmp_path):
    """The worker's own limits, with a reader that was taken over."""
    folder = tmp_path / "question_bank_evil.py"
    folder.write_text(f"def read(data, options):\n    {deed}\n", encoding="ascii")
    environment = {**sandbox.environment(), "PYTHONPATH": f"{sandbox.ROOT}:{tmp_path}"}
    monkeypatch.setattr(sandbox, "environment", lambda: environment)
    monkeypatch.setattr(sandbox, "MODULE", ["-c", TAKEN_OVER])
    monkeypatch.setattr(sandbox, "SECONDS", 25)
    started = time.monotonic()
    assert refusal("1. 问？\n答案：对".encode(), "a.txt") in ("parser_stopped", "too_complex")
    assert time.monotonic() - started < 30


TAKEN_OVER = (
    "import sys, json; from question_bank import formats; formats.READERS['text'] = 'question_bank_evil';"
    "from question_bank.formats import worker; worker.CPU_SECONDS = 2; sys.argv.insert(0, 'worker');"
    "json.dump(worker.main(*sys.argv[2:6]), sys.stdout)"
)


def test_memory_and_time_of_the_worker_are_bounded():
    assert worker.MEMORY <= 400 * 1024 * 1024 and worker.CPU_SECONDS <= 10
