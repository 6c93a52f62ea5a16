"""Questions asked of the bank that may be answered to anybody: no key, no explanation."""

from datetime import date

from foundation.models import User
from question_bank.models import Check, CheckResult, QuestionVersion


def check_questions(check: Check, on: date) -> list[QuestionVersion]:
    """The versions that the check asks on day `on`, in order; stale, expired and retired ones are left out."""
    versions = (
        QuestionVersion.objects.usable_on(on).for_practice()
        .filter(question__check_entries__check_set=check)
        .select_related("question").order_by("question__check_entries__position").distinct()
    )  # fmt: skip
    return list(versions)


def has_passed(check: Check, person: User) -> bool:
    """Whether the person has ever passed the check."""
    return CheckResult.objects.filter(check_set=check, person=person, passed=True).exists()


def last_result(check: Check, person: User) -> CheckResult | None:
    """The person's latest taking of the check."""
    return CheckResult.objects.filter(check_set=check, person=person).order_by("-at", "-pk").first()
