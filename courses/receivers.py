"""What courses do when something happens below."""

from courses.services.note_passed_check import note_passed_check
from foundation.facts import receives
from question_bank.models import CheckResult
from question_bank.signals import check_passed


@receives(check_passed, name="courses.complete")
def complete(*, check_id: int, person_id: int, result_id: int) -> None:
    note_passed_check(result=CheckResult.objects.select_related("person").get(pk=result_id))
