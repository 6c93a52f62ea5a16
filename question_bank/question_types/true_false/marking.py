"""Marking true or false."""

from fractions import Fraction


def mark(correct: bool, judged: bool | None) -> Fraction:
    """1 for the right judgement, else 0; a guess is right half the time, which is why few exams rest on this kind
    (Ebel & Frisbie, Essentials of Educational Measurement, 1991, ch. 8).

    >>> mark(False, False), mark(False, True), mark(False, None)
    (Fraction(1, 1), Fraction(0, 1), Fraction(0, 1))
    """
    return Fraction(int(judged is not None and judged is correct))
