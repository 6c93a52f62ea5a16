"""Chinese words made searchable: one form for writing, one for pinyin initials."""

import unicodedata

from pypinyin import Style, lazy_pinyin


def plain(text: str) -> str:
    """Full width to half width, lower case, no spaces: what is searched and what is searched for meet in this form.

    >>> plain("社保卡（Ａ 类）")
    '社保卡(a类)'
    """
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def initials(text: str) -> str:
    """The first pinyin letters of the Han characters, other letters and digits as they are.

    >>> initials("失业登记")
    'sydj'
    """
    letters = lazy_pinyin(plain(text), style=Style.FIRST_LETTER, errors=lambda run: list(run))
    return "".join(letter for letter in "".join(letters) if letter.isascii() and letter.isalnum())
