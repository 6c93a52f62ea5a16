"""An officer uploads a table; whatever is wrong with it, she is told where and what to do."""

import io
import time
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.styles import Font

from foundation.spreadsheets import Column, csv_bytes, parse_date, read_table, template_bytes, workbook_bytes

COLUMNS = ["工号", "姓名"]


def uploaded(data: bytes, name: str = "表.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def workbook(*rows, title="人员名册", change=None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(data: bytes, name: str = "表.xlsx", **kwargs):
    return read_table(uploaded(data, name), required=COLUMNS, optional=["入岗日期"], **kwargs)


def codes(table) -> list[str]:
    return [error.code for error in table.errors]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_that_halls_use(encoding):
    table = read('工号,姓名\n0012,沈𬭎\n\n0013,"上官,雨禾"\n'.encode(encoding), "表.csv")
    assert [(row.number, row["工号"], row["姓名"]) for row in table.rows] == [
        (2, "0012", "沈𬭎"),
        (4, "0013", "上官,雨禾"),
    ]
    assert not table.errors


def test_a_workbook_is_read_below_a_title_with_dates_and_numbers_as_text():
    import datetime

    def merge_title(sheet):
        sheet.merge_cells("A1:C1")
        sheet["B3"].font = Font(bold=True)

    rows = (["人员名册"], ["工号", "姓名", "入岗日期", "备注"], [12, "何晓岚", datetime.date(2024, 5, 6), "x"])
    table = read(workbook(*rows, change=merge_title))
    assert table.rows[0].number == 3
    assert table.rows[0].values == {"工号": "12", "姓名": "何晓岚", "入岗日期": "2024-05-06"}
    assert table.ignored == ["备注"] and not table.errors


def test_the_sheet_that_has_the_header_is_found_and_a_named_one_must_exist():
    data = workbook(["说明"], ["请看第二张表"])
    book = openpyxl.load_workbook(io.BytesIO(data))
    second = book.create_sheet("第二张")
    second.append(COLUMNS)
    second.append(["1", "甲"])
    target = io.BytesIO()
    book.save(target)
    assert read(target.getvalue()).rows[0]["姓名"] == "甲"
    wrong = read(target.getvalue(), sheet="名单")
    assert codes(wrong) == ["wrong_sheet"] and "第二张" in wrong.errors[0].message and not wrong.rows


def test_a_missing_or_doubled_column_is_named():
    assert "姓名" in read(workbook(["工号", "名字"], ["1", "甲"])).errors[0].message
    assert codes(read(workbook(["工号", "姓名", "姓名"], ["1", "甲", "乙"]))) == ["twice"]


def test_formula_cells_are_refused_where_they_stand():
    table = read(workbook(COLUMNS, ["1", "甲"], ["2", '=HYPERLINK("http://x","乙")']))
    assert codes(table) == ["formula"] and "第 3 行“姓名”" in table.errors[0].where
    assert codes(read("工号,姓名\n1,=1+1\n".encode(), "表.csv")) == ["formula"]


def test_merged_data_cells_are_refused_by_their_range():
    table = read(workbook(COLUMNS, ["1", "甲"], ["2", None], change=lambda sheet: sheet.merge_cells("B2:B3")))
    assert codes(table) == ["merged"] and table.errors[0].where == "B2:B3"


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (80 * 1024 * 1024))
    started = time.monotonic()
    assert codes(read(target.getvalue())) == ["zip_bomb"]
    assert time.monotonic() - started < 10


def test_millions_of_cells_in_few_bytes_are_counted_before_they_are_parsed():
    good, target = workbook(COLUMNS, ["1", "甲"]), io.BytesIO()
    cells = b"<row>" + b"<c><v>1</v></c>" * 80 + b"</row>"
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.namelist():
            data = old.read(entry)
            new.writestr(entry, data.replace(b"</sheetData>", cells * 7000 + b"</sheetData>"))
    started = time.monotonic()
    assert codes(read(target.getvalue())) == ["too_large"]
    assert time.monotonic() - started < 10


def test_empty_cells_are_counted_like_full_ones():
    good, target = workbook(COLUMNS, ["1", "甲"]), io.BytesIO()
    rows = b"".join(b"<row>" + b'<c s="1"/>' * 78 + b"</row>" for _ in range(24_000))
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, old.read(entry).replace(b"</sheetData>", rows + b"</sheetData>"))
    started = time.monotonic()
    assert codes(read(target.getvalue())) == ["too_large"]
    assert time.monotonic() - started < 10


def test_a_workbook_whose_packed_bytes_were_damaged_is_refused_in_words():
    good = workbook(COLUMNS, *[[str(n), f"甲{n}"] for n in range(200)])
    begin = good.index(b"xl/worksheets/sheet1.xml") + 60
    found = set()
    for place in range(begin, begin + 200, 7):
        found.update(codes(read(good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :])))
    assert found == {"broken"}


def test_a_workbook_with_entities_or_macros_is_refused():
    good = workbook(COLUMNS, ["1", "甲"])

    def with_part(name, change):
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(target, "w") as new:
            for entry in old.namelist():
                new.writestr(entry, change(old.read(entry)) if entry == name else old.read(entry))
            if name not in old.namelist():
                new.writestr(name, change(b""))
        return target.getvalue()

    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    assert codes(read(with_part("xl/worksheets/sheet1.xml", lambda _: bomb + head + row))) == ["broken"]
    assert codes(read(with_part("xl/vbaProject.bin", lambda _: b"x"))) == ["macros"]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.csv", "empty"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "a.xls", "old_excel"),
        (b"PK\x03\x04garbage", "a.xlsx", "broken"),
        (b"PK\x03\x04garbage", "a.csv", "wrong_type"),
        ("工号,姓名\n1,甲\n".encode(), "a.xlsx", "wrong_type"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.csv", "not_a_table"),
        ("工号,姓名\n".encode(), "a.csv", "no_rows"),
        (b"x" * (20 * 1024 * 1024 + 1), "a.csv", "too_large"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data, name, code):
    table = read(data, name)
    assert codes(table) == [code] and not table.rows and table.errors[0].message.endswith("。")


def test_too_many_rows_are_refused_whole():
    table = read("工号,姓名\n".encode() + "1,甲\n".encode() * 30, "a.csv", max_rows=20)
    assert codes(table) == ["too_many_rows"] and not table.rows


def test_a_cell_far_to_the_right_costs_nothing():
    rows = [COLUMNS, *[[str(n), "甲"] for n in range(400)]]

    def far(sheet):
        for n in range(2, 400):
            sheet.cell(n, 16384, "x")

    started = time.monotonic()
    assert len(read(workbook(*rows, change=far)).rows) == 400
    assert time.monotonic() - started < 3


def test_what_is_exported_does_not_calculate_and_comes_back_the_same():
    rows = [["1", "=cmd|' /C calc'!A0"], ["2", "+86"], ["3", "@x"], ["4", "-1"], ["5", "平常"]]
    for name, data in (("a.csv", csv_bytes(COLUMNS, rows)), ("a.xlsx", workbook_bytes("名册", COLUMNS, rows))):
        table = read(data, name)
        assert not table.errors
        assert [[row["工号"], row["姓名"]] for row in table.rows] == rows
    assert "'=cmd" in csv_bytes(COLUMNS, rows).decode("utf-8-sig")
    cells = openpyxl.load_workbook(io.BytesIO(workbook_bytes("名册", COLUMNS, rows))).active
    assert all(cell.data_type != "f" for row in cells for cell in row)


def test_control_characters_that_somebody_pasted_do_not_break_an_export():
    rows = [["1", "第一行\x0b第二行\x00\x1f完"], ["2", "一\n二\t三"]]
    cells = openpyxl.load_workbook(io.BytesIO(workbook_bytes("名册", COLUMNS, rows))).active
    assert [cells["B2"].value, cells["B3"].value] == ["第一行 第二行  完", "一\n二\t三"]
    assert "第一行 第二行  完" in csv_bytes(COLUMNS, rows).decode("utf-8-sig")


def test_a_template_has_drop_downs_and_examples_on_a_sheet_of_their_own():
    columns = [Column("工号", required=True, note="六位"), Column("姓名", choices=["甲", "=乙"])]
    book = openpyxl.load_workbook(io.BytesIO(template_bytes("人员名册", columns, [["LJ1", "甲"]])))
    assert book.sheetnames[0] == "人员名册" and book["人员名册"].max_row == 1
    assert book["人员名册"].data_validations.dataValidation[0].formula1.endswith("$A$2:$A$3")
    assert "LJ1" in [cell.value for row in book["填写说明"] for cell in row]
    empty = read(template_bytes("人员名册", columns, [["LJ1", "甲"]]))
    assert codes(empty) == ["no_rows"]


@pytest.mark.parametrize(
    "text", ["2026-11-01", "2026/11/1", "2026.11.1", "2026年11月1日", "20261101", "2026-11-01 08:30"]
)
def test_days_are_understood_as_people_write_them(text):
    assert parse_date(text).isoformat() == "2026-11-01"


@pytest.mark.parametrize("text", ["", "昨天", "2026-13-01", "11/1/2026", "2026111", "44927"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError):
        parse_date(text)
