"""What policies do when something happens below."""

from foundation.facts import receives
from policies.services.note_proof import note_proof
from question_bank.models import CheckResult
from question_bank.signals import check_passed


@receives(check_passed, name="policies.acknowledge")
def acknowledge(*, check_id: int, person_id: int, result_id: int) -> None:
    note_proof(result=CheckResult.objects.select_related("person").get(pk=result_id))
