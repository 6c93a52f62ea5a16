"""Questions that say nearly the same."""

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from question_bank.models import Question
from question_bank.text import bare

SIMILAR = 75
SHORTEST = 6


@dataclass(frozen=True)
class Twin:
    """A question that is like the text asked about; `percent` 75-100."""

    question_id: int
    code: str
    stem: str
    percent: int


def near_duplicates(text: str, questions, *, besides: int | None = None, most: int = 5) -> list[Twin]:
    """Of `questions` (a queryset, scoped by the caller), those whose stem and options are at least 75 % like `text`.

    Compared without punctuation, width and case, by the normalised insertion-deletion distance of rapidfuzz.
    """
    wanted = bare(text)
    if len(wanted) < SHORTEST:
        return []
    rows = questions.filter(retired_at=None).exclude(pk=besides)
    texts = {
        pk: bare(draft_text or text)
        for pk, draft_text, text in rows.values_list("pk", "draft__search_text", "current_version__search_text")
        if draft_text or text
    }
    found = process.extract(wanted, texts, scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=most)
    known = Question.objects.select_related("draft", "current_version").in_bulk([pk for _text, _score, pk in found])
    return [Twin(pk, known[pk].code, known[pk].stem, round(score)) for _text, score, pk in found]
