"""Text as search and comparison see it; imports no Django."""

import re
import unicodedata

NOT_WORD = re.compile(r"[\W_]+")
SPACES = re.compile(r"\s+")


def searchable(text: str) -> str:
    """Full and half width made one, letters in lower case, runs of white space made one space.

    >>> searchable("ＡＢ角\\n  怎么  安排？")
    'ab角 怎么 安排?'
    """
    return SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().lower()


def bare(text: str) -> str:
    """Only letters, digits and Han characters: what is left when two writings of one question are compared.

    >>> bare("《许可法》 第32条：____ 日内")
    '许可法第32条日内'
    """
    return NOT_WORD.sub("", unicodedata.normalize("NFKC", text)).lower()
