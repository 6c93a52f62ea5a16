"""A person sets a new password of their own."""

from datetime import datetime

from django.db import transaction

from foundation import audit
from foundation.models import User
from organisation.models import PasswordRecord
from organisation.selectors import node_path_of
from organisation.services import count_sign_in_tries as tries


@transaction.atomic
def change_password(*, person: User, password: str, at: datetime | None = None) -> None:
    """Store the password (its rules were checked); other sessions end, a forced change is done. Audited."""
    remember_password(person)
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    tries.forgive(f"account:{person.pk}")
    audit.record("password.changed", by=person, on=person, node_path=node_path_of(person), at=at)


def remember_password(person: User) -> None:
    """Keep the present password's hash among the former ones, if it is not there (an imported account's is not)."""
    known = PasswordRecord.objects.filter(person=person, password=person.password).exists()
    if person.has_usable_password() and not known:
        PasswordRecord.objects.create(person=person, password=person.password, set_at=person.date_joined)
