"""The practice questions that lessons borrow."""

from question_bank.models import QuestionVersion
from question_bank.models.facets import Pool


def practice_version(name: str) -> QuestionVersion | None:
    """The version in force of the practice question called "bank/code"; None if there is none."""
    bank, _slash, code = name.rpartition("/")
    versions = QuestionVersion.objects.in_force().filter(pool__in=(Pool.PRACTICE, Pool.BOTH))
    return versions.filter(question__code=code, question__bank__slug=bank).first()


def some_practice_question() -> str:
    """The name "bank/code" of a single-choice question, to show authors what one looks like; "" in an empty bank."""
    versions = QuestionVersion.objects.in_force().filter(pool__in=(Pool.PRACTICE, Pool.BOTH), kind="single_choice")
    found = versions.order_by("pk").values_list("question__bank__slug", "question__code").first()
    return "/".join(found) if found else ""
