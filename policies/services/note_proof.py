"""A policy's proof was passed: the version in force is acknowledged."""

from django.db import transaction

from foundation.facts import announce
from policies.models import Acknowledgement, PolicyReading, PolicyVersion
from policies.signals import policy_acknowledged
from question_bank.models import CheckResult


@transaction.atomic
def note_proof(*, result: CheckResult) -> Acknowledgement | None:
    """The acknowledgement that `result` proves: of the newest version, at that moment, that this check belongs to. None
    if there is no such version, it is acknowledged already, or the check was not passed."""
    versions = PolicyVersion.objects.filter(check_set=result.check_set_id, published_at__lte=result.at)
    version = versions.order_by("-number").first()
    if version is None or not result.passed:
        return None
    acknowledgement, created = Acknowledgement.objects.get_or_create(
        person=result.person, version=version, defaults={"result": result, "acknowledged_at": result.at}
    )
    if not created:
        return None
    PolicyReading.objects.get_or_create(person=result.person, version=version, defaults={"opened_at": result.at})
    announce(
        policy_acknowledged,
        key=f"acknowledgement-{acknowledgement.pk}",
        acknowledgement_id=acknowledgement.pk,
        person_id=result.person_id,
        policy_key=version.policy_key,
    )
    return acknowledgement
