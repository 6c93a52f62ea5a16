"""When two spellings name the same account."""

import unicodedata


def canonical(typed: str) -> str:
    """The one spelling for all variants of a typed account name.

    Full-width letters, case, accents and surrounding space make no difference, so that nobody gets fresh tries by
    writing LJ1001 as ｌｊ１００１ or lj１001 (Unicode: NFKC, casefold, combining marks dropped).
    """
    folded = unicodedata.normalize("NFKC", typed).casefold()
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(mark))
    return "".join(unicodedata.normalize("NFC", bare).split())
