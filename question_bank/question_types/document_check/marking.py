"""Marking a document check: the defects by precision and recall, then the decision."""

from collections.abc import Mapping
from fractions import Fraction

OK = "ok"
POINTS_PER_DOCUMENT = 2
POINTS_FOR_DECISION = 2


def found_share(truth: Mapping[str, str], marks: Mapping[str, str]) -> tuple[Fraction, Fraction, Fraction]:
    """(precision, recall, F) of the defects. A hit is a faulty document marked with the very fault that it has; F is
    the harmonic mean 2·hits / (marked + faulty) (van Rijsbergen, Information Retrieval, 1979, ch. 7).

    Two faulty papers of four; one found, one good paper accused:

    >>> truth = {"id": "ok", "book": "expired", "card": "missing_minor", "photo": "ok"}
    >>> found_share(truth, {"id": "ok", "book": "expired", "card": "ok", "photo": "superfluous"})
    (Fraction(1, 2), Fraction(1, 2), Fraction(1, 2))

    Both found, nothing accused wrongly; and accusing everything:

    >>> found_share(truth, {"id": "ok", "book": "expired", "card": "missing_minor", "photo": "ok"})
    (Fraction(1, 1), Fraction(1, 1), Fraction(1, 1))
    >>> found_share(truth, {"id": "wrong", "book": "expired", "card": "missing_minor", "photo": "wrong"})
    (Fraction(1, 2), Fraction(1, 1), Fraction(2, 3))

    A packet without faults: the share of papers that were looked at and called good.

    >>> found_share({"id": "ok", "book": "ok"}, {"id": "ok"})
    (Fraction(1, 2), Fraction(1, 2), Fraction(1, 2))
    """
    faulty = {name for name, state in truth.items() if state != OK}
    accused = {name for name, state in marks.items() if state != OK}
    if not faulty and not accused:
        judged = Fraction(sum(marks.get(name) == OK for name in truth), len(truth) or 1)
        return judged, judged, judged
    hits = sum(marks.get(name) == truth[name] for name in faulty)
    precision = Fraction(hits, len(accused)) if accused else Fraction(0)
    recall = Fraction(hits, len(faulty)) if faulty else Fraction(0)
    return precision, recall, Fraction(2 * hits, len(accused) + len(faulty))


def mark(truth: Mapping[str, str], decision: str, value: Mapping | None) -> Fraction:
    """The share of the points: 2 for each document, shared out by F, and 2 for the decision.

    Four documents, F = 1/2, right decision: (8 · 1/2 + 2) of 10.

    >>> truth = {"id": "ok", "book": "expired", "card": "missing_minor", "photo": "ok"}
    >>> given = {"marks": {"id": "ok", "book": "expired", "card": "ok", "photo": "superfluous"}, "decision": "补正"}
    >>> mark(truth, "补正", given), mark(truth, "受理", given), mark(truth, "补正", None)
    (Fraction(3, 5), Fraction(2, 5), Fraction(0, 1))
    """
    if not value:
        return Fraction(0)
    share = found_share(truth, value.get("marks") or {})[2]
    documents = POINTS_PER_DOCUMENT * len(truth)
    earned = documents * share + POINTS_FOR_DECISION * int(value.get("decision") == decision)
    return Fraction(earned, documents + POINTS_FOR_DECISION)
