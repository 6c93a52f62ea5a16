"""Tell the keepers that a proof behind a credential no longer holds."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.evidence import gather
from certificates.models import Credential
from certificates.services.request_standing import keepers_of
from foundation.models import User
from foundation.notices import send_notice


@transaction.atomic
def report_lost_ground(*, source: str, id: int, person: User) -> int:
    """Send a notice for every open credential of the person that rests on that row and is no longer carried by it; how
    many. Two people decide whether to suspend or revoke: a machine takes nothing away."""
    told = 0
    held = Credential.objects.filter(person=person, revoked_at=None)
    for credential in held.select_related("scheme", "person").prefetch_related("scheme__requirements"):
        if any(proof["source"] == source and proof["id"] == id for proof in credential.evidence):
            told += _tell_if_lost(credential, source, id)
    return told


def _tell_if_lost(credential: Credential, source: str, id: int) -> bool:
    book = gather([credential.person], [credential.scheme])
    standing = {
        (proof.source, proof.id)
        for requirement in credential.scheme.requirements.all()
        for proof in book.of(credential.person, requirement)
    }
    if (source, id) in standing:
        return False
    send_notice(
        to=keepers_of(credential),
        title=_("%(person)s 的“%(scheme)s”所依据的成绩有变动，不再达到要求")
        % {"person": credential.person.name, "scheme": credential.scheme.title},
        body=_("请核对后决定是否暂停或撤销。"),
        url=reverse("certificates_admin:holder", args=[credential.pk]),
        key=f"lost-ground-{credential.pk}-{source}-{id}-{credential.evidence_hash[:8]}",
    )
    return True
