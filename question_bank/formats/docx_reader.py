"""Word files: the text as trainers number it, by hand or by Word, with pictures."""

import io
from collections import defaultdict
from dataclasses import replace
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from question_bank.formats import limits
from question_bank.formats.images import BadImage, kept
from question_bank.formats.parsed import FileRefused, Image, Parsed, Problem
from question_bank.formats.text_reader import Line, read_lines

CHINESE = "零一二三四五六七八九十"


def read(data: bytes, options: dict) -> Parsed:
    """The paragraphs of the document in order, table rows among them as lines."""
    limits.check_zip(data)
    try:
        document = Document(io.BytesIO(data))
        lines = Lines(document).all()
    except (
        PackageNotFoundError,
        BadZipFile,
        KeyError,
        ValueError,
        LxmlError,
        AttributeError,
        IndexError,
        TypeError,
    ) as error:
        raise FileRefused("broken_document") from error
    parsed = read_lines(lines, "docx")
    _name_paragraphs(parsed)
    return parsed


def _name_paragraphs(parsed: Parsed) -> None:
    """Places are paragraphs here, not lines."""
    parsed.problems = [_renamed(problem) for problem in parsed.problems]
    parsed.warnings = [_renamed(problem) for problem in parsed.warnings]
    for question in parsed.questions:
        question.where = question.where.replace("line:", "paragraph:")
        question.places = {name: place.replace("line:", "paragraph:") for name, place in question.places.items()}


def _renamed(problem: Problem) -> Problem:
    return replace(problem, where=problem.where.replace("line:", "paragraph:"))


class Lines:
    """Walks a document and writes down what a reader sees, automatic numbers included."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.numbering = Numbering(document)
        self.lines: list[Line] = []
        self.count = 0
        self.fault = ""  # of a picture in the present paragraph

    def all(self) -> list[Line]:
        for block in self.document.iter_inner_content():
            if isinstance(block, Table):
                for row in block.rows:
                    self._add(
                        "\t".join(dict.fromkeys(cell.text.strip() for cell in row.cells if cell.text.strip())), []
                    )
            else:
                self._add(self.numbering.label(block) + text_of(block), self._pictures(block))
        return self.lines

    def _add(self, text: str, images: list[Image]) -> None:
        self.count += 1
        for index, piece in enumerate(limits.clean(text).split("\n")):
            self.lines.append(Line(self.count, piece, images if index == 0 else [], self.fault if index == 0 else ""))
        self.fault = ""

    def _pictures(self, paragraph: Paragraph) -> list[Image]:
        found = []
        for blip in paragraph._p.iter(qn("a:blip")):
            part = self.document.part.related_parts.get(blip.get(qn("r:embed")))
            alt = next((each.get("descr") or "" for each in paragraph._p.iter(qn("wp:docPr"))), "")
            if part is None:
                continue
            try:
                found.append(kept(part.blob, alt))
            except BadImage as bad:
                self.fault = bad.code
        return found


def text_of(paragraph: Paragraph) -> str:
    """The words of a paragraph; underlined blanks are gaps."""
    pieces = []
    for run in paragraph.runs:
        text = run.text
        if run.underline and text and not text.strip(" \u3000\xa0\t_"):
            text = "____"
        pieces.append(text)
    shown = "".join(pieces)
    return shown if shown.strip() or not paragraph.text.strip() else paragraph.text


class Numbering:
    """Word's automatic numbers: which label stands before a paragraph."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[str, tuple[str, str, int]]] = {}
        self.counters: dict[str, dict[int, int]] = defaultdict(dict)
        self.abstract: dict[str, str] = {}
        try:
            root = document.part.numbering_part.element
        except (NotImplementedError, KeyError):  # the document numbers nothing
            return
        for abstract in root.iter(qn("w:abstractNum")):
            levels = {}
            for level in abstract.iter(qn("w:lvl")):
                levels[level.get(qn("w:ilvl"))] = (
                    _value(level, "w:numFmt", "decimal"), _value(level, "w:lvlText", "%1."), int(_value(level, "w:start", "1")),
                )  # fmt: skip
            self.levels[abstract.get(qn("w:abstractNumId"))] = levels
        for number in root.iter(qn("w:num")):
            self.abstract[number.get(qn("w:numId"))] = _value(number, "w:abstractNumId", "")

    def label(self, paragraph: Paragraph) -> str:
        """ "1. ", "A. ", "（1）" … or nothing."""
        found = _numbered(paragraph)
        if found is None:
            return ""
        number_id, depth = found
        levels = self.levels.get(self.abstract.get(number_id, ""), {})
        format_name, pattern, first = levels.get(str(depth), ("none", "", 1))
        counter = self.counters[number_id]
        counter[depth] = counter.get(depth, first - 1) + 1
        for deeper in [each for each in counter if each > depth]:
            del counter[deeper]
        if format_name in ("none", "bullet"):
            return ""
        for level in range(depth + 1):
            own = levels.get(str(level), ("decimal", "", 1))[0]
            pattern = pattern.replace(f"%{level + 1}", written(counter.get(level, 1), own))
        return pattern if pattern.endswith(("、", "）", " ")) else pattern + " "


def _numbered(paragraph: Paragraph) -> tuple[str, int] | None:
    """(numId, level) of the paragraph or of its style; None if it is not numbered."""
    properties = [paragraph._p.pPr]
    style = paragraph.style
    while style is not None:
        properties.append(style.element.find(qn("w:pPr")))
        style = style.base_style
    for each in properties:
        own = each.find(qn("w:numPr")) if each is not None else None
        if own is not None and own.find(qn("w:numId")) is not None:
            number_id = _value(own, "w:numId", "0")
            return None if number_id == "0" else (number_id, int(_value(own, "w:ilvl", "0")))
    return None


def _value(parent: Any, name: str, default: str) -> str:
    child = parent.find(qn(name))
    return default if child is None else child.get(qn("w:val")) or default


def written(number: int, format_name: str) -> str:
    """A number as Word writes it: 1, A, a, 一, ①."""
    if format_name in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26)
        return letter if format_name == "upperLetter" else letter.lower()
    if format_name in ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting"):
        if number <= 10:
            return CHINESE[number]
        tens, ones = divmod(number, 10)
        return ("" if tens == 1 else CHINESE[tens % 11]) + "十" + (CHINESE[ones] if ones else "")
    if format_name == "decimalEnclosedCircle" and number <= 20:
        return chr(0x245F + number)
    return str(number)
