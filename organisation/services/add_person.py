"""Add a person: account, posting, and a one-time password to hand over."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from foundation import audit
from foundation.facts import announce
from foundation.models import User
from organisation.models import Node, Post, Posting, Role, Window
from organisation.rules.passwords import one_time_password
from organisation.services.grant_role import grant_role
from organisation.signals import posting_changed


@dataclass(frozen=True)
class Place:
    """Where somebody works, as what."""

    node: Node
    window: Window | None = None
    post: Post | None = None
    employment: str = ""
    presence: str = Posting.Presence.PRESENT
    start_on: date | None = None


@transaction.atomic
def add_person(
    *, username: str, name: str, place: Place, by: User | None, email: str = "", password: str = "",
    at: datetime | None = None,
) -> tuple[User, str]:  # fmt: skip
    """The new person with the role staff at their place, and their one-time password (or the `password` given).

    Raises IntegrityError if the staff number or the address is taken.
    """
    given = password or one_time_password()
    person = User(username=username, name=name, email=email, must_change_password=True)
    person.set_password(given)
    person.save(force_insert=True)
    audit.record("person.added", by=by, on=person, node_path=place.node.path, after=described(person), at=at)
    start_posting(person=person, place=place, by=by, at=at)
    grant_role(person=person, role=Role.STAFF, node=place.node, by=by)
    return person, given


def start_posting(*, person: User, place: Place, by: User | None, at: datetime | None = None) -> Posting:
    """A new posting, audited and announced; inside the caller's transaction."""
    posting = Posting.objects.create(person=person, **vars(place))
    audit.record("posting.started", by=by, on=posting, node_path=place.node.path, after=placed(posting), at=at)
    announce(posting_changed, key=f"started-{posting.pk}", person_id=person.pk, posting_id=posting.pk)
    return posting


def described(person: User) -> dict:
    """A person's own fields, for the audit trail."""
    return {"username": person.username, "name": person.name, "email": person.email, "is_active": person.is_active}


def placed(posting: Posting) -> dict:
    """A posting's fields, for the audit trail."""
    return {
        "node": posting.node.code,
        "window": posting.window.code if posting.window else "",
        "post": posting.post.name if posting.post else "",
        "employment": posting.employment,
        "presence": posting.presence,
        "start_on": posting.start_on,
        "end_on": posting.end_on,
    }
