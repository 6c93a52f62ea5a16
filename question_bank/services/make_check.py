"""Put together a check 自测."""

from collections.abc import Sequence

from django.db import transaction

from question_bank.models import Check, CheckQuestion, Question
from question_bank.models.facets import Pool
from question_bank.question_types import get

MOST_QUESTIONS = 10


@transaction.atomic
def make_check(*, title: str, kind: str, questions: Sequence[Question], pass_count: int) -> Check:
    """A check of 1-10 approved questions of the practice pool that are marked by rule.

    Raises ValueError for another number of questions, a pass count out of range, or a question that cannot serve.
    """
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise ValueError(f"a check has 1 to {MOST_QUESTIONS} questions, not {len(questions)}")
    if not 1 <= pass_count <= len(questions):
        raise ValueError(f"pass_count must lie between 1 and {len(questions)}")
    for question in questions:
        if why := unfit(question):
            raise ValueError(f"{question.code}: {why}")
    check = Check.objects.create(title=title, kind=kind, pass_count=pass_count)
    CheckQuestion.objects.bulk_create(
        CheckQuestion(check_set=check, question=question, position=place)
        for place, question in enumerate(questions, start=1)
    )
    return check


def unfit(question: Question) -> str:
    """Why a question cannot stand in a check ("" if it can)."""
    version = question.current_version
    if version is None or question.retired_at:
        return "has no version in force"
    if version.pool == Pool.EXAM:
        return "is kept for exams"
    return "needs a marker" if get(question.kind).needs_marker(version.content) else ""
