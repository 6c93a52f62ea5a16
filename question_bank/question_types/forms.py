"""Reading an author's form; imports no Django."""

from collections.abc import Iterable, Mapping

from question_bank.question_types.base import form_list

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def text(data: Mapping, name: str) -> str:
    """One posted text, line ends made \\n, ends stripped."""
    return next(iter(form_list(data, name)), "").replace("\r\n", "\n").strip()


def lines(data: Mapping, name: str) -> list[str]:
    """The non-empty lines of a posted text."""
    return [line.strip() for line in text(data, name).split("\n") if line.strip()]


def split_pair(line: str, marks: str = "=＝|｜") -> tuple[str, str]:
    """A line as two halves at the last of `marks`.

    >>> split_pair("满1年不足5年 = 12个月"), split_pair("没有分隔")
    (('满1年不足5年', '12个月'), ('没有分隔', ''))
    """
    place = max(line.rfind(mark) for mark in marks)
    return (line[:place].strip(), line[place + 1 :].strip()) if place >= 0 else (line.strip(), "")


def numbered(texts: Iterable[str], stub: str) -> list[dict]:
    """The texts as rows with ids stub1, stub2, …"""
    return [{"id": f"{stub}{place}", "text": each} for place, each in enumerate(texts, start=1)]


def number(value: str) -> int | float | str:
    """A posted number as a number where it is one, else as it came (the kind says what is wrong with it).

    >>> number("3"), number("0.5"), number("三")
    (3, 0.5, '三')
    """
    try:
        found = float(value)
    except ValueError:
        return value
    return int(found) if found.is_integer() else found
