"""Find the proofs and publications that no message has told us of."""

from django.db.models import Exists, OuterRef

from policies.models import Acknowledgement, PolicyPage
from policies.selectors import latest_versions
from policies.services.announce_policy import announce_policy
from policies.services.note_proof import note_proof
from question_bank.models import CheckResult


def sweep_acknowledgements() -> int:
    """Do what lost messages would have done; how much there was. May run any number of times."""
    known = latest_versions().filter(policy_key=OuterRef("key"))
    silent = list(PolicyPage.objects.live().filter(~Exists(known)))
    for policy in silent:
        announce_policy(policy=policy, by=None)
    done = Acknowledgement.objects.filter(person=OuterRef("person"), version__check_set=OuterRef("check_set"))
    proofs = CheckResult.objects.filter(passed=True, check_set__policy_versions__isnull=False)
    unseen = proofs.exclude(Exists(done)).distinct().select_related("person").order_by("at")
    return len(silent) + sum(note_proof(result=result) is not None for result in unseen.iterator(chunk_size=500))
