"""Excel sheets: our template and the common layout 题型 题干 A B C D … 答案 解析 难度."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from question_bank.formats import limits, words, xlsx_columns
from question_bank.formats.build import Refused, build, infer_kind
from question_bank.formats.parsed import FileRefused, Parsed, ParsedQuestion

CELLS = 2_000_000
ANSWER_LABEL = re.compile(r"^\s*(?:正确|参考|标准)?答案\s*[:：]\s*")
NOT_QUESTIONS = ("示例", "填写说明", "选项")  # sheets of our own template
REFERENCE = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')


def read(data: bytes, options: dict) -> Parsed:
    """Every sheet that has a 题干 column. `options["columns"]` maps sheet → {letter: field} where a person adjusted it;
    with `options["survey"]` only the columns are looked at, also those of sheets without a heading that we know, and with
    `options["cells"]` what stands in their cells goes along."""
    limits.check_zip(data)
    _check_extent(data)
    parsed = Parsed(format="xlsx", columns={})
    chosen = options.get("columns") or {}
    for name, rows in _sheets(data):
        head = xlsx_columns.guess(rows)
        if name in NOT_QUESTIONS or not rows or (head is None and name not in chosen and not options.get("survey")):
            continue
        index, fields = head or (0, {})
        fields = chosen.get(name, fields)
        prefix = f"{name}!" if parsed.columns else ""
        parsed.columns[name] = _survey(rows, index, fields) | ({"cells": rows} if options.get("cells") else {})
        if options.get("survey") or not fields:
            continue
        if "stem" not in fields.values():
            raise FileRefused("no_stem_column", where=name)
        _read_sheet(parsed, rows[index + 1 :], index + 2, fields, prefix, words.kind_of(name))
    if not parsed.columns:
        raise FileRefused("no_heading")
    if not parsed.read and not options.get("survey"):
        raise FileRefused("no_rows")
    return parsed


def _survey(rows: list[list[str]], index: int, fields: dict[str, str]) -> dict:
    """What stands in a sheet: its columns as understood, their headings, and the first row below."""
    below = rows[index + 1] if len(rows) > index + 1 else []
    return {
        "fields": fields, "heading_row": index + 1, "rows": len(rows) - index - 1,
        "headings": {xlsx_columns.letter_of(i): text[:60] for i, text in enumerate(rows[index])},
        "samples": {xlsx_columns.letter_of(i): text[:60] for i, text in enumerate(below)},
    }  # fmt: skip


def _check_extent(data: bytes) -> None:
    """Refuse a sheet whose corner cell lies so far out that laying it out would fill the memory."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if not name.lower().startswith("xl/worksheets/"):
                continue
            height = width = 1
            for letters, number in REFERENCE.findall(archive.read(name)):
                height = max(height, int(number))
                width = max(width, _column_number(letters.decode()))
            if height * width > CELLS:
                raise FileRefused("sheet_too_wide", rows=height, columns=width)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _sheets(data: bytes) -> Iterator[tuple[str, list[list[Any]]]]:
    """Visible sheets with their cells, dates kept as they are and the rest as text."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheets_metadata:
            if sheet.visible != SheetVisibleEnum.Visible or sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            yield sheet.name, [[_text(cell) for cell in row] for row in rows]
    except (CalamineError, KeyError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise FileRefused("broken_workbook") from error


def _text(cell: Any) -> str:
    if cell is None or isinstance(cell, time):
        return ""
    if isinstance(cell, bool):
        return "对" if cell else "错"
    if isinstance(cell, float):
        return str(int(cell)) if cell == cell and abs(cell) < 1e15 and cell == int(cell) else repr(cell)
    if isinstance(cell, datetime | date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    return limits.clean(str(cell)).replace("\r\n", "\n").strip()


class Row:
    """One row of a sheet, by field, knowing where each cell stands."""

    def __init__(self, cells: list[str], number: int, fields: dict[str, str], prefix: str) -> None:
        self.places = {field: f"{prefix}{letter}{number}" for letter, field in fields.items()}
        self.where = self.places.get("stem", f"{prefix}A{number}")
        by_letter = {xlsx_columns.letter_of(index): text for index, text in enumerate(cells)}
        self.values = {field: by_letter.get(letter, "") for letter, field in fields.items()}
        if "answer" in self.values:
            self.values["answer"] = ANSWER_LABEL.sub("", self.values["answer"])

    def get(self, field: str) -> str:
        return self.values.get(field, "")

    def place(self, field: str) -> str:
        return self.places.get(field, self.where)

    def options(self) -> list[str]:
        texts = [self.get(f"option:{letter}") for letter in "ABCDEFGHIJ"]
        while texts and not texts[-1]:
            texts.pop()
        return texts or split_options(self.get("options"))


def split_options(text: str) -> list[str]:
    """Options that share one cell: "A.… B.…" on one or more lines, or one a line, or separated by | or ;."""
    if not text.strip():
        return []
    lettered = re.split(r"(?:^|[\s;；|])[（(]?([A-Ja-jＡ-Ｊ])[)）]?\s*[、.．:：)）]\s*", "\n" + text)
    if len(lettered) > 3:
        return [part.strip() for part in lettered[2::2]]
    for separator in ("\n", "|", "；", ";"):
        if separator in text:
            return [part.strip() for part in text.split(separator) if part.strip()]
    return [text.strip()]


def _read_sheet(
    parsed: Parsed, rows: list[list[str]], first: int, fields: dict[str, str], prefix: str, kind: str | None
) -> None:
    for number, cells in enumerate(rows, first):
        if not any(cell.strip() for cell in cells):
            continue
        if parsed.read >= limits.QUESTIONS:
            raise FileRefused("too_many_questions", limit=limits.QUESTIONS)
        row = Row(cells, number, fields, prefix)
        try:
            parsed.questions.append(_question(row, kind))
        except Refused as refused:
            parsed.refuse(refused.problems)


def _question(row: Row, sheet_kind: str | None) -> ParsedQuestion:
    for field, text in row.values.items():
        if len(text) > limits.CELL_CHARACTERS:
            raise Refused(row.place(field), "cell_too_long", limit=limits.CELL_CHARACTERS)
    named = words.kind_of(row.get("kind")) if row.get("kind") else sheet_kind
    if row.get("kind") and named is None:
        raise Refused(row.place("kind"), "unknown_kind", given=row.get("kind")[:40])
    if not row.get("stem"):
        raise Refused(row.place("stem"), "no_stem")
    facets = facets_of(row)
    kind = infer_kind(named, row.options(), row.get("answer"), row.get("stem"))
    content, key = build(
        kind, row.get("stem"), row.options(), row.get("answer"), where=row.place("answer"), stem_where=row.place("stem"),
        points=facets.get("points"), units=_parts(row.get("unit")), tolerances=_parts(row.get("tolerance")),
        max_length=_max_length(row),
    )  # fmt: skip
    if kind == "multiple_choice" and row.get("scoring"):
        content["scoring"] = _word(row, "scoring", words.SCORINGS)
    return ParsedQuestion(
        kind=kind, content=content, key=key, explanation=row.get("explanation"), notes=row.get("notes"), code=row.get("code"),
        service_items=words.codes_of(row.get("service_items")), rules=words.codes_of(row.get("rules")), facets=facets,
        where=row.where, places=row.places,
    )  # fmt: skip


def _parts(text: str) -> list[str]:
    return re.split(r"[；;]", text) if text else []


def _max_length(row: Row) -> int | None:
    text = row.get("max_length")
    number = words.number_of(text) if text else None
    if text and (number is None or number < 1 or number != int(number)):
        raise Refused(row.place("max_length"), "not_a_number", answer=text[:40])
    return int(number) if number else None


def _word(row: Row, field: str, known: dict[str, Any]) -> Any:
    """The value that a word stands for. Raises Refused naming the words that are known."""
    given = words.nfkc(row.get(field))
    if given.endswith(".0"):
        given = given[:-2]
    if given not in known:
        raise Refused(row.place(field), f"unknown_{field}", given=given[:40])
    return known[given]


def facets_of(row: Row) -> dict[str, Any]:
    """The describing columns that were filled in. Raises Refused at the cell that cannot be read."""
    facets: dict[str, Any] = {}
    for field, known in (("difficulty", words.DIFFICULTIES), ("pool", words.POOLS), ("cognitive_level", words.LEVELS)):
        if row.get(field):
            facets[field] = _word(row, field, known)
    if row.get("points"):
        points = words.number_of(row.get("points"))
        if points is None or not 0 < points <= 1000:
            raise Refused(row.place("points"), "bad_points", given=row.get("points")[:40])
        facets["points"] = points
    for field in ("checked_on", "valid_from", "valid_to"):
        value = words.date_of(row.get(field))
        if value is None:
            raise Refused(row.place(field), "bad_date", given=row.get(field)[:40])
        if value:
            facets[field] = value
    for field in ("topic", "exclusion_group"):
        if row.get(field):
            facets[field] = row.get(field)
    _basis(row, facets)
    return facets


def _basis(row: Row, facets: dict[str, Any]) -> None:
    """依据 as "law clause" in one cell or two; 来源 with （须核实） sets the flag."""
    law, clause = row.get("legal_basis"), row.get("clause")
    if law and not clause and "clause" not in row.places and " " in law:
        law, clause = law.split(" ", 1)
    source = row.get("source")
    for mark in ("（须核实）", "（待核实）", "(须核实)", "(待核实)"):
        if source.endswith(mark):
            source, facets["to_verify"] = source.removesuffix(mark), True
    for field, text, longest in (("legal_basis", law, 200), ("clause", clause, 120), ("source", source, 120)):
        if len(text) > longest:
            raise Refused(row.place(field), "cell_too_long", limit=longest)
        if text:
            facets[field] = text
