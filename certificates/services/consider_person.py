"""See whether a person has earned a scheme's credential, or its renewal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from certificates.evidence import Proof, ProofBook, gather
from certificates.models import Credential, CredentialScheme, SchemeRequirement
from certificates.rules.state import State, add_months
from certificates.selectors import candidates_for, schemes_open_to, with_states
from certificates.services.issue_credential import issue_credential, lock_person
from foundation.clock import local_date
from foundation.models import User
from service_items.selectors import is_stale, staling_changes


@dataclass(frozen=True)
class Progress:
    """One requirement and the proof that satisfies it, None while it is missing."""

    requirement: SchemeRequirement
    proof: Proof | None


def revocations_of(people: Iterable[User]) -> dict[tuple[int, int], datetime]:
    """(person, scheme) → when the last credential was revoked."""
    last: dict[tuple[int, int], datetime] = {}
    rows = Credential.objects.filter(person__in=people).exclude(revoked_at=None).order_by("revoked_at")
    for person_id, scheme_id, at in rows.values_list("person_id", "scheme_id", "revoked_at"):
        last[person_id, scheme_id] = at
    return last


def progress_of(
    *,
    person: User,
    scheme: CredentialScheme,
    book: ProofBook,
    at: datetime,
    held: Credential | None = None,
    revoked_at: datetime | None = None,
) -> list[Progress]:
    """Requirement by requirement: the earliest proof that counts, for a renewal the latest.

    Under an open credential `held` a proof with `renews` must be newer than its award; after a revocation every proof
    must be newer than that; and no proof with `renews` may be older than the term of validity.
    """
    horizon = add_months(local_date(at), -scheme.validity_months)
    found = []
    for requirement in scheme.requirements.all():
        after = held.proved_at if held and requirement.renews else revoked_at
        proofs = [proof for proof in book.of(person, requirement) if after is None or proof.at > after]
        if requirement.renews:
            proofs = [proof for proof in proofs if local_date(proof.at) >= horizon]
        found.append(Progress(requirement, (proofs[-1] if held else proofs[0]) if proofs else None))
    return found


@transaction.atomic
def consider_person(*, person: User, scheme: CredentialScheme, at: datetime | None = None) -> Credential | None:
    """Issue or renew what the person has earned under the scheme; None if there is nothing to award.

    May be called as often as one likes. A suspended credential waits; a valid one is renewed only when it is due,
    lapsed or stale.
    """
    at = at or timezone.now()
    if not scheme.published:
        return None
    lock_person(person)
    held = next(iter(with_states(Credential.objects.filter(person=person, scheme=scheme, revoked_at=None), at)), None)
    if held and held.state in (State.VALID, State.SUSPENDED):
        return None
    progress = progress_of(
        person=person,
        scheme=scheme,
        book=gather([person], [scheme]),
        at=at,
        held=held,
        revoked_at=revocations_of([person]).get((person.pk, scheme.pk)),
    )
    proofs = [step.proof for step in progress if step.proof]
    if not progress or len(proofs) < len(progress) or (held and not _helps(held, proofs, at)):
        return None
    return issue_credential(person=person, scheme=scheme, proofs=proofs, at=at)


def _helps(held: Credential, proofs: list[Proof], at: datetime) -> bool:
    """Whether the renewal would better a due, lapsed or stale credential: newly proved, and after the change."""
    proved_at = max(proof.at for proof in proofs)
    if proved_at <= held.proved_at:
        return False
    codes = [item.code for item in held.scheme.item_list]
    return held.state != State.STALE or not is_stale(codes, proved_at, staling_changes(local_date(at)))


def consider_schemes(*, person: User, kind: str, keys: list[str], at: datetime | None = None) -> None:
    """Consider the person for every published scheme that asks for a course, exam or drill with any of these keys."""
    at = at or timezone.now()
    asking = schemes_open_to(person, at).filter(requirements__kind=kind, requirements__key__in=keys)
    for scheme in asking.distinct():
        consider_person(person=person, scheme=scheme, at=at)


def sweep_credentials(*, at: datetime | None = None) -> int:
    """Find every award that a lost message left undone; how many were made.

    The proofs are gathered scheme by scheme; only who has them all is considered, in a transaction of their own.
    """
    at = at or timezone.now()
    made = 0
    schemes = CredentialScheme.objects.filter(published=True).select_related("node").prefetch_related("requirements")
    for scheme in schemes:
        people = list(candidates_for(scheme, at))
        book = gather(people, [scheme])
        held: dict[int, Credential] = {
            credential.person_id: credential
            for credential in with_states(Credential.objects.filter(scheme=scheme, revoked_at=None), at)
        }
        for person in people:
            if _is_settled(held.get(person.pk)) or not _has_all(person, scheme, book):
                continue
            before = held[person.pk].evidence_hash if person.pk in held else None
            awarded = consider_person(person=person, scheme=scheme, at=at)
            made += awarded is not None and awarded.evidence_hash != before
    return made


def _is_settled(held: Credential | None) -> bool:
    return held is not None and held.state in (State.VALID, State.SUSPENDED)


def _has_all(person: User, scheme: CredentialScheme, book: ProofBook) -> bool:
    requirements = scheme.requirements.all()
    return bool(requirements) and all(book.of(person, requirement) for requirement in requirements)
