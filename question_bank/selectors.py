"""Questions asked of the bank that may be answered to anybody: no key, no explanation."""

from datetime import date

from foundation.models import User
from question_bank.models import Check, CheckResult, QuestionVersion

# A proof of a policy, or a card on a change, asks about the new rule itself: that change cannot make it stale.
ABOUT_A_CHANGE = (Check.Kind.POLICY, Check.Kind.CHANGE)


def check_questions(check: Check, on: date) -> list[QuestionVersion]:
    """The versions that the check asks on day `on`, in order; stale, expired and retired ones are left out."""
    versions = QuestionVersion.objects
    usable = versions.in_force().valid_on(on) if check.kind in ABOUT_A_CHANGE else versions.usable_on(on)
    asked = usable.for_practice().filter(question__check_entries__check_set=check).select_related("question")
    return list(asked.order_by("question__check_entries__position").distinct())


def has_passed(check: Check, person: User) -> bool:
    """Whether the person has ever passed the check."""
    return CheckResult.objects.filter(check_set=check, person=person, passed=True).exists()


def last_result(check: Check, person: User) -> CheckResult | None:
    """The person's latest taking of the check."""
    return CheckResult.objects.filter(check_set=check, person=person).order_by("-at", "-pk").first()
