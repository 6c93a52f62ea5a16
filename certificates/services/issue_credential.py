"""Award a credential for a set of proofs."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.evidence import Proof, evidence_hash
from certificates.models import Credential, CredentialEvent, CredentialScheme
from certificates.rules.state import add_months, renewed_expiry
from certificates.signals import credential_changed
from foundation import audit
from foundation.clock import database_now, local_date
from foundation.facts import announce
from foundation.models import User
from foundation.notices import send_notice
from foundation.sabotage import broken


@transaction.atomic
def issue_credential(
    *, person: User, scheme: CredentialScheme, proofs: list[Proof], by: User | None = None, at: datetime | None = None
) -> Credential:
    """The credential for these proofs: new, renewed, or the one that they have already earned.

    Exactly one open credential per person and scheme, one award per set of proofs. `by` is the person who entered an
    award from before this system; None where the proofs speak. Raises ValueError without a proof.
    """
    if not proofs:
        raise ValueError("a credential needs a proof")
    at = at or database_now()
    lock_person(person)
    name = evidence_hash(proofs)
    known = _awarded(person, scheme, name)
    if known:
        return known
    held = Credential.objects.filter(person=person, scheme=scheme, revoked_at=None).first()
    return _renew(held, proofs, name, by, at) if held else _issue(person, scheme, proofs, name, by, at)


def lock_person(person: User) -> None:
    """Make those who award to this person stand in line, without holding up rows that merely point at them."""
    if not broken("credential-once"):
        User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _awarded(person: User, scheme: CredentialScheme, name: str) -> Credential | None:
    award = CredentialEvent.objects.filter(
        credential__person=person, credential__scheme=scheme, evidence_hash=name
    ).select_related("credential")
    found = award.first()
    return found.credential if found else None


def _issue(person, scheme, proofs, name, by, at) -> Credential:
    proved_at = max(proof.at for proof in proofs)
    credential = Credential.objects.create(
        person=person,
        scheme=scheme,
        evidence=[proof.stored() for proof in proofs],
        evidence_hash=name,
        proved_at=proved_at,
        issued_at=at,
        expires_on=add_months(local_date(proved_at), scheme.validity_months),
    )
    _note_award(credential, CredentialEvent.Kind.ISSUED, by, at)
    return credential


def _renew(credential: Credential, proofs, name, by, at) -> Credential:
    proved_at = max(proof.at for proof in proofs)
    credential.evidence = [proof.stored() for proof in proofs]
    credential.evidence_hash = name
    credential.expires_on = renewed_expiry(
        expires_on=credential.expires_on,
        proved_on=local_date(proved_at),
        months=credential.scheme.validity_months,
    )
    credential.proved_at = proved_at
    credential.save(update_fields=["evidence", "evidence_hash", "expires_on", "proved_at"])
    _note_award(credential, CredentialEvent.Kind.RENEWED, by, at)
    return credential


def _note_award(credential: Credential, kind: str, by: User | None, at: datetime) -> None:
    event = CredentialEvent.objects.create(
        credential=credential,
        kind=kind,
        at=at,
        approved_by=by,
        evidence=credential.evidence,
        evidence_hash=credential.evidence_hash,
        proved_at=credential.proved_at,
        expires_on=credential.expires_on,
    )
    audit.record(
        f"credential.{kind}",
        by=by,
        on=credential,
        node_path=credential.scheme.node.path,
        after={"scheme": credential.scheme.key, "expires_on": credential.expires_on, "event": event.pk},
        at=at,
    )
    send_notice(
        to=[credential.person],
        title=_("%(kind)s：%(scheme)s") % {"kind": event.get_kind_display(), "scheme": credential.scheme.title},
        body=_("有效期至 %(day)s，PDF 稍后就能下载。") % {"day": credential.expires_on.isoformat()},
        url=reverse("certificates:detail", args=[credential.pk]),
        key=f"credential-event-{event.pk}",
    )
    announce(credential_changed, key=f"event-{event.pk}", credential_id=credential.pk, person_id=credential.person_id)
