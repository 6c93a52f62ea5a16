"""Bring the database and the revocation journal to say the same."""

from datetime import datetime

from django.db import transaction

from certificates import journal
from certificates.models import Credential, CredentialEvent
from certificates.services.decide_standing import change_standing, entry_of
from foundation.models import User


def replay_revocations() -> int:
    """Revoke again what the journal says was revoked and the database, perhaps restored from a backup, has forgotten;
    write into the journal what only the database knows. How many rows and lines were mended. May run at any time."""
    return sum(_revoke_again(entry) for entry in journal.entries()) + _write_missing_lines()


@transaction.atomic
def _revoke_again(entry: journal.Entry) -> int:
    credential = Credential.objects.select_for_update().filter(code=entry.code, revoked_at=None).first()
    if credential is None:
        return 0
    change_standing(
        credential=credential,
        kind=CredentialEvent.Kind.REVOKED,
        reason=entry.reason,
        requested_by=_person(entry.requested_by),
        approved_by=_person(entry.approved_by),
        at=datetime.fromisoformat(entry.at),
    )
    return 1


def _person(username: str) -> User:
    """The account, or, if the backup is older than it, an inactive one that keeps the name in the record."""
    return User.objects.get_or_create(username=username, defaults={"name": username, "is_active": False})[0]


def _write_missing_lines() -> int:
    known = journal.revoked_codes()
    events = CredentialEvent.objects.filter(kind=CredentialEvent.Kind.REVOKED).exclude(credential__code__in=known)
    missing = list(events.select_related("credential", "requested_by", "approved_by"))
    for event in missing:
        journal.append(entry_of(event))
    return len(missing)
