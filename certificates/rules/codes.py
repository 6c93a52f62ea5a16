"""The code that verifies a credential: 128 random bits in Crockford's base 32, which has no I, L, O or U to misread."""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_BITS = 128
CODE_LENGTH = 26
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None, "－": None, "—": None, "–": None})


def new_code() -> str:
    """26 characters, of which nobody can guess the next."""
    number = secrets.randbits(CODE_BITS)
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(5 * (CODE_LENGTH - 1), -1, -5))


def grouped(code: str) -> str:
    """The code in groups of four or five, as printed: XXXX-XXXX-…"""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def normalised(text: str) -> str:
    """What somebody typed, as a code: any case or width, with or without hyphens. Empty if it can be none."""
    code = "".join(unicodedata.normalize("NFKC", text).upper().split()).translate(MISREAD)
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""
