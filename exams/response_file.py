"""Read marks gained, one candidate a row and one question a column, out of a csv file. No database."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from django.utils.translation import gettext as _

ENCODINGS = ("utf-8-sig", "gb18030")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
MOST_SAID = 20  # mistakes told at once
MOST_BYTES = 50 * 1024 * 1024
LARGEST, SMALLEST = 1e6, 1e-6  # no mark is larger, no maximum smaller: what is cannot be meant
Row = tuple[int, list[str]]  # number in the file, cells


class BadFile(Exception):
    """The file cannot be analysed; the text says where and why, one mistake a line."""


@dataclass(frozen=True)
class Responses:
    """`marks`: per candidate a mark per question, None where it was not presented; `numbers`: their rows in the file."""

    candidates: list[str]
    questions: list[str]
    marks: list[list[float | None]]
    numbers: list[int]

    def repeated(self) -> dict[str, list[int]]:
        """Candidate → rows, of those who stand there more than once."""
        rows: dict[str, list[int]] = {}
        for number, who in zip(self.numbers, self.candidates, strict=True):
            rows.setdefault(who, []).append(number)
        return {who: numbers for who, numbers in rows.items() if len(numbers) > 1}

    def negative(self) -> list[tuple[int, str]]:
        """(row, question) of every mark below 0."""
        return [
            (number, name)
            for number, row in zip(self.numbers, self.marks, strict=True)
            for name, mark in zip(self.questions, row, strict=True)
            if mark is not None and mark < 0
        ]


def read_responses(path: Path) -> Responses:
    """The marks in the file. Raises BadFile."""
    header, rows = _table(path)
    questions = [name.strip() for name in header[1][1:]]
    mistakes = _header_mistakes(path, questions)
    if not mistakes and not rows:
        mistakes = [_("%(file)s 只有表头，没有考生。请在表头下面每人写一行。") % {"file": path.name}]
    _raise(mistakes)
    mistakes, marks = [], []
    for number, cells in rows:
        if len(cells) != len(header[1]):
            mistakes.append(_ragged(path, number, len(cells), len(header[1])))
            continue
        read = [_number(path, number, name, cell) for name, cell in zip(questions, cells[1:], strict=True)]
        mistakes += [each for each in read if isinstance(each, str)]
        marks.append(read)
    _raise(mistakes)
    return Responses([cells[0] for _number_, cells in rows], questions, marks, [number for number, _cells in rows])


def read_maxima(path: Path, questions: Sequence[str]) -> list[float]:
    """The maximum of each question, found by its name; a leading candidate column may be there or not. Raises BadFile."""
    header, rows = _table(path)
    names = [name.strip() for name in header[1]]
    if len(rows) != 1:
        found = {"file": path.name, "rows": len(rows)}
        raise BadFile(_("%(file)s 表头下面应当只有一行满分，现在有 %(rows)s 行。") % found)
    number, cells = rows[0]
    if len(cells) != len(names):
        raise BadFile(_ragged(path, number, len(cells), len(names)))
    twice = sorted({name for name in names if name in questions and names.count(name) > 1})
    if twice:
        raise BadFile(_twice(path, twice))
    missing = [name for name in questions if name not in names]
    if missing:
        raise BadFile(
            _("%(file)s 里没有这些题的满分：%(names)s。题名要与作答文件的表头一致。")
            % {"file": path.name, "names": "、".join(missing[:MOST_SAID])}
        )
    places = {name: place for place, name in enumerate(names)}
    read = [_maximum(path, number, name, cells[places[name]]) for name in questions]
    _raise([each for each in read if isinstance(each, str)])
    return read


def check_below(responses: Responses, maxima: Sequence[float]) -> None:
    """Raise BadFile if somebody gained more than the maximum."""
    _raise([
        _("第 %(row)s 行（%(who)s）“%(name)s”得 %(mark)g 分，超过满分 %(most)g。")
        % {"row": number, "who": who, "name": name, "mark": mark, "most": most}
        for number, who, row in zip(responses.numbers, responses.candidates, responses.marks, strict=True)
        for name, mark, most in zip(responses.questions, row, maxima, strict=True)
        if mark is not None and mark > most + 1e-9
    ])  # fmt: skip


def assumed_maxima(responses: Responses) -> list[float]:
    """Without a file of maxima: 1, or the highest mark that somebody gained where that is more."""
    columns = zip(*responses.marks, strict=True)
    return [max([1.0, *(mark for mark in column if mark is not None)]) for column in columns]


def _table(path: Path) -> tuple[Row, list[Row]]:
    """(header, rows), each with its row number in the file; rows without any text fall away."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadFile(_("读不到 %(file)s：%(why)s。") % {"file": path, "why": error.strerror}) from error
    if len(data) > MOST_BYTES or b"\0" in data:
        raise BadFile(_("%(file)s 不是 csv 文件。请在 Excel 或 WPS 里另存为 csv 再分析。") % {"file": path.name})
    text = _decoded(path, data)
    try:
        rows = [(number, cells) for number, cells in enumerate(csv.reader(io.StringIO(text, newline="")), start=1)]
    except csv.Error as error:
        raise BadFile(_("%(file)s 读不成表格：%(why)s。") % {"file": path.name, "why": error}) from error
    rows = [(number, [cell.strip() for cell in cells]) for number, cells in rows if any(map(str.strip, cells))]
    if not rows:
        raise BadFile(_("%(file)s 是空的。") % {"file": path.name})
    return rows[0], rows[1:]


def _decoded(path: Path, data: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(_("%(file)s 的文字编码认不出来。请另存为 UTF-8 的 csv。") % {"file": path.name})


def _header_mistakes(path: Path, questions: list[str]) -> list[str]:
    where = {"file": path.name}
    if not questions:
        return [_("%(file)s 只有一列。第一列是考生，后面每题一列，用逗号分开。") % where]
    if _is_all_marks(questions):
        return [_("%(file)s 没有表头：第一行要写列名，第一列考生，后面是各题的题名。") % where]
    if "" in questions:
        return [_("%(file)s 表头第 %(n)s 列没有题名。") % {**where, "n": questions.index("") + 2}]
    twice = sorted({name for name in questions if questions.count(name) > 1})
    return [_twice(path, twice)] if twice else []


def _twice(path: Path, names: list[str]) -> str:
    return _("%(file)s 表头里题名重复：%(names)s。") % {"file": path.name, "names": "、".join(names[:MOST_SAID])}


def _is_all_marks(names: list[str]) -> bool:
    """Whether a first row can only hold marks: numbers, of which some are 0, broken or there twice. Questions may be
    called by their numbers."""
    if not all(NUMBER.fullmatch(name) for name in names if name) or not any(names):
        return False
    if not all(name.isdecimal() and int(name) > 0 for name in names):
        return True
    return len(set(names)) < len(names)


def may_be_marks(names: Sequence[str]) -> bool:
    """Whether a header that was taken for one may be a candidate's marks after all: numbers, and not in their order."""
    if not all(name.isdecimal() for name in names):
        return False
    return any(int(one) >= int(other) for one, other in pairwise(names))


def _number(path: Path, number: int, name: str, cell: str) -> float | str | None:
    """The mark in a cell, None where blank, or what is wrong with it."""
    if not cell:
        return None
    where = {"file": path.name, "row": number, "name": name, "cell": cell[:40]}
    if NUMBER.fullmatch(cell):
        mark = float(cell)
        return (
            mark if abs(mark) <= LARGEST else _("%(file)s 第 %(row)s 行“%(name)s”：“%(cell)s”太大，不像得分。") % where
        )
    return _("%(file)s 第 %(row)s 行“%(name)s”：“%(cell)s”不是数。请写得分；没有出给他的题留空。") % where


def _maximum(path: Path, number: int, name: str, cell: str) -> float | str:
    read = _number(path, number, name, cell)
    if isinstance(read, str) or (read is not None and read >= SMALLEST):
        return read
    return _("%(file)s 第 %(row)s 行“%(name)s”：满分要大于 0。") % {"file": path.name, "row": number, "name": name}


def _ragged(path: Path, number: int, found: int, wanted: int) -> str:
    where = {"file": path.name, "row": number, "found": found, "wanted": wanted}
    return _("%(file)s 第 %(row)s 行有 %(found)s 列，表头有 %(wanted)s 列。") % where


def _raise(mistakes: list[str]) -> None:
    if not mistakes:
        return
    said = mistakes[:MOST_SAID]
    if len(mistakes) > MOST_SAID:
        said.append(_("……还有 %(count)s 处。") % {"count": len(mistakes) - MOST_SAID})
    raise BadFile("\n".join(said))
