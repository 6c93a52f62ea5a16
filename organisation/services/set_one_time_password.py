"""Let a person in who lost the password, the tries or the phone."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from foundation import audit
from foundation.models import User
from organisation.rules.passwords import one_time_password
from organisation.selectors import node_path_of
from organisation.services import count_sign_in_tries as tries
from organisation.services.change_password import remember_password
from organisation.services.end_sessions import end_sessions


@transaction.atomic
def set_one_time_password(*, person: User, by: User | None, at: datetime | None = None) -> str:
    """A password to hand over once: it must be changed at the next sign-in. Sessions end, the lock is lifted.

    The second factor stays: a new password does not lead around it.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    given = one_time_password()
    remember_password(person)
    person.set_password(given)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    end_sessions(person=person)
    tries.forgive(f"account:{person.pk}", tries.factor_key(person))
    audit.record("password.one_time_set", by=by, on=person, node_path=node_path_of(person), at=at)
    return given


@transaction.atomic
def unlock_account(*, person: User, by: User | None, at: datetime | None = None) -> None:
    """Lift the lock that wrong tries brought, for instance in front of a running exam."""
    tries.forgive(f"account:{person.pk}", tries.factor_key(person))
    audit.record("sign_in.unlocked", by=by, on=person, node_path=node_path_of(person), at=at)


@transaction.atomic
def remove_second_factor(*, person: User, by: User | None, at: datetime | None = None) -> int:
    """Take away a lost authenticator and its recovery codes; how many were removed. Sessions end."""
    removed, _per_model = Authenticator.objects.filter(user=person).delete()
    if removed:
        end_sessions(person=person)
        audit.record("second_factor.reset", by=by, on=person, node_path=node_path_of(person), at=at)
    return removed
