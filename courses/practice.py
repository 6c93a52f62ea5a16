"""The practice questions that lessons borrow."""

from question_bank.models import QuestionVersion
from question_bank.models.facets import Pool


def practice_version(name: str) -> QuestionVersion | None:
    """The version in force of the practice question called "bank/code"; None if there is none."""
    bank, _slash, code = name.rpartition("/")
    versions = QuestionVersion.objects.in_force().filter(pool__in=(Pool.PRACTICE, Pool.BOTH))
    return versions.filter(question__code=code, question__bank__slug=bank).first()
