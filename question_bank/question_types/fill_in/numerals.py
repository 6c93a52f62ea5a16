"""Chinese numerals as numbers."""

import re
from fractions import Fraction

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10**4, "亿": 10**8}
RUN = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")
ARABIC = re.compile(r"^([+-]?\d+(?:\.\d+)?)([千万亿]*)$")


def chinese_number(text: str) -> int | None:
    """The number that `text` writes in Chinese numerals; None if it is not one (the positional system of GB/T 15835).

    >>> [chinese_number(text) for text in ("三十", "三万五千", "一百零五", "十五", "二〇二六", "两千", "一亿零三百")]
    [30, 35000, 105, 15, 2026, 2000, 100000300]
    >>> chinese_number("万一"), chinese_number("十百"), chinese_number("三十天")
    (None, None, None)
    """
    if not text or not RUN.fullmatch(text):
        return None
    if all(sign in DIGITS for sign in text):
        return int("".join(str(DIGITS[sign]) for sign in text))
    total = section = 0
    digit: int | None = None
    smallest, smallest_large = 10**4, 10**12
    for sign in text:
        if sign in DIGITS:
            if digit:
                return None
            digit = DIGITS[sign]
        elif sign in SMALL:
            unit = SMALL[sign]
            if unit >= smallest or (digit is None and not (unit == 10 and not section)):
                return None
            section += (1 if digit is None else digit) * unit
            digit, smallest = None, unit
        else:
            unit = LARGE[sign]
            section += digit or 0
            if unit >= smallest_large or not section:
                return None
            total += section * unit
            section, digit, smallest, smallest_large = 0, None, 10**4, unit
    return total + section + (digit or 0)


def with_arabic(text: str) -> str:
    """`text` with every run of Chinese numerals that is a number written in Arabic digits.

    >>> with_arabic("第三十二条第（四）项"), with_arabic("万一")
    ('第32条第（4）项', '万一')
    """

    def arabic(found: re.Match) -> str:
        number = chinese_number(found.group())
        return found.group() if number is None else str(number)

    return RUN.sub(arabic, text)


def number_in(text: str) -> Fraction | None:
    """The number that `text` (already NFKC, no spaces) is: Arabic, Chinese or mixed as 1.5万; None otherwise.

    >>> [number_in(text) for text in ("30", "1,000", "三十", "1.5万", "-0.5", "3日")]
    [Fraction(30, 1), Fraction(1000, 1), Fraction(30, 1), Fraction(15000, 1), Fraction(-1, 2), None]
    """
    chinese = chinese_number(text)
    if chinese is not None:
        return Fraction(chinese)
    found = ARABIC.match(text.replace(",", ""))
    if found is None:
        return None
    value = Fraction(found[1])
    for sign in found[2]:
        value *= {**SMALL, **LARGE}[sign]
    return value
