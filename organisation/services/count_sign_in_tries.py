"""Count the tries of a name before its password is looked at, so that many at once gain nothing."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from foundation import audit
from foundation.clock import database_now
from foundation.models import User
from foundation.sabotage import broken
from organisation.models import SignInTally
from organisation.rules.account_names import canonical
from organisation.rules.tries import Limit, Tally
from organisation.selectors import node_path_of

ACCOUNT = Limit(tries=5, pause=timedelta(minutes=15))
SECOND_FACTOR = ACCOUNT
# A whole office stands behind one address: 200 people who each mistype twice are no attack.
ADDRESS = Limit(tries=600, pause=timedelta(minutes=15))


@dataclass(frozen=True)
class Try:
    """What may happen now: `refused` without a look at the password, or go on with `left` tries after this one."""

    refused: bool
    left: int
    locked_until: datetime | None


def account_key(typed: str, account: User | None) -> str:
    """The key under which tries of this spelling count: the account's if there is one, else the spelling's own."""
    if broken("canonical-account"):
        return f"name:{_digest(typed)}"
    return f"account:{account.pk}" if account else f"name:{_digest(canonical(typed))}"


def factor_key(person: User) -> str:
    return f"factor:{person.pk}"


def address_key(address: str) -> str:
    return f"address:{address}"


@transaction.atomic
def begin_try(*, key: str, limit: Limit, at: datetime | None = None) -> Try:
    """Count one try as failed in advance; `forgive` takes it back. Refused while the name is locked."""
    at = at or database_now()
    row = _locked_row(key)
    tally = Tally(row.failures, row.last_failed_at, row.locked_until).fresh(limit, at)
    if tally.locked(at) and not broken("sign-in-lock"):
        return Try(True, 0, tally.locked_until)
    tally = tally.failed(limit, at)
    _store(row, tally)
    return Try(False, max(limit.tries - tally.failures, 0), tally.locked_until)


def is_locked(key: str, at: datetime | None = None) -> bool:
    """Whether the name may not be tried now."""
    return SignInTally.objects.filter(key=key, locked_until__gt=at or database_now()).exists()


def forgive(*keys: str) -> None:
    """Forget the failures of these names: the password was right, or an administrator unlocked them."""
    SignInTally.objects.filter(key__in=keys).delete()


@transaction.atomic
def note_failure(*, person: User, left: int, subject: str = "sign_in", at: datetime | None = None) -> None:
    """Write into the audit trail that a try at the account failed, and that it was the one that locked it. At most so many
    in a pause as there are tries, so nobody can flood the trail from outside."""
    for deed in ("failed", "locked")[: 2 if left == 0 else 1]:
        audit.record(f"{subject}.{deed}", by=None, on=person, node_path=node_path_of(person), at=at)

    return node_path_of(person)


def _locked_row(key: str) -> SignInTally:
    rows = SignInTally.objects.filter(key=key)
    rows = rows if broken("tries-in-line") else rows.select_for_update()
    row = rows.first()
    if row:
        return row
    try:
        with transaction.atomic():
            SignInTally.objects.create(key=key)
    except IntegrityError:
        pass  # another try of the same name was first
    return rows.get()


def _store(row: SignInTally, tally: Tally) -> None:
    row.failures, row.last_failed_at, row.locked_until = tally.failures, tally.last_failed_at, tally.locked_until
    row.save(update_fields=["failures", "last_failed_at", "locked_until"])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
