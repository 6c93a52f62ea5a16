"""Marking blanks: what was meant counts, not how it was typed."""

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from question_bank.question_types.fill_in.numerals import number_in, with_arabic

PERCENT = re.compile(r"^百分之(.+)$")
NOT_TEXT = re.compile(r"[^\w%.\-+]+|_")


def tidy(text: str) -> str:
    """`text` without what does not matter: width, case, white space, punctuation, the script of numerals.

    Unicode normalisation form NFKC makes full and half width one (UAX #15).

    >>> tidy(" 第 ３２ 条。"), tidy("第三十二条"), tidy("ＡＢ角"), tidy("《许可法》")
    ('第32条', '第32条', 'ab角', '许可法')
    """
    folded = unicodedata.normalize("NFKC", str(text)).lower()
    return with_arabic(NOT_TEXT.sub("", folded)).rstrip(".")


def quantity(text: str, units: str = "") -> Fraction | None:
    """The number in `text`, with or without one of the `units` ("日/天"); None if it is none or has another unit.

    >>> quantity("５ 个工作日", "个工作日"), quantity("三十", "日/天"), quantity("30天", "日/天"), quantity("30月", "日")
    (Fraction(5, 1), Fraction(30, 1), Fraction(30, 1), None)
    >>> quantity("百分之五十", "%"), quantity("1,000元", "元")
    (Fraction(50, 1), Fraction(1000, 1))
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(text))).rstrip("。.,;")
    plain = PERCENT.sub(r"\1%", plain)
    for unit in sorted((tidy_unit(each) for each in units.split("/")), key=len, reverse=True):
        if unit and plain.endswith(unit):
            plain = plain.removesuffix(unit)
            break
    return number_in(plain)


def tidy_unit(unit: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", unit))


def blank_is_right(blank: dict, text: str) -> bool:
    """Whether `text` fills the blank {"answers", "numeric"?: {"value", "tolerance"}, "unit"?}.

    >>> five = {"answers": ["5", "五"], "numeric": {"value": 5, "tolerance": 0.0}, "unit": "日"}
    >>> [blank_is_right(five, text) for text in ("５", "五日", "5.0", "6", "五月", "")]
    [True, True, True, False, False, False]
    >>> blank_is_right({"answers": ["一次性告知", "一次告知"]}, "一次 告知。")
    True
    >>> blank_is_right({"answers": [], "numeric": {"value": 3.5, "tolerance": 0.1}}, "3.6")
    True
    """
    if not tidy(text):
        return False
    numeric, units = blank.get("numeric"), blank.get("unit") or ""
    if numeric:
        number = quantity(text, units)
        tolerance = Fraction(str(numeric.get("tolerance") or 0))
        if number is not None and abs(number - Fraction(str(numeric["value"]))) <= tolerance:
            return True
    accepted = {tidy(answer) for answer in blank.get("answers", [])}
    accepted |= {answer + tidy(unit) for answer in accepted for unit in units.split("/")}
    return tidy(text) in accepted


def mark(blanks: Sequence[dict], texts: Sequence[str] | None) -> tuple[Fraction, list[bool]]:
    """The share of blanks filled rightly, and which.

    >>> blanks = [{"answers": ["一次"]}, {"answers": ["五"], "numeric": {"value": 5, "tolerance": 0}, "unit": "日"}]
    >>> mark(blanks, ["一次", "5日"]), mark(blanks, ["", "五"]), mark(blanks, None)
    ((Fraction(1, 1), [True, True]), (Fraction(1, 2), [False, True]), (Fraction(0, 1), [False, False]))
    """
    given = list(texts or [])
    given += [""] * (len(blanks) - len(given))
    right = [blank_is_right(blank, text) for blank, text in zip(blanks, given, strict=False)]
    return Fraction(sum(right), len(right) or 1), right
