"""Questions asked of the organisation."""

from datetime import date, datetime

from django.db.models import Q

from foundation.clock import local_date
from foundation.models import User
from organisation.models import PasswordRecord, Posting
from organisation.rules.account_names import canonical


def current_posting(person: User, on: date | None = None) -> Posting | None:
    """The posting that the person holds on the day (the newest of several)."""
    held = Posting.objects.on(on or local_date()).filter(person=person)
    return held.select_related("node", "window", "post").order_by("-start_on", "-pk").first()


def node_path_of(person: User) -> str:
    """Where in the tree the person works, for the audit trail; "" for one who never had a posting."""
    posting = current_posting(person) or Posting.objects.filter(person=person).select_related("node").last()
    return posting.node.path if posting else ""


def find_account(typed: str) -> User | None:
    """The account that a person means who types a staff number or an e-mail address in any spelling.

    One query, whether or not there is such an account. An exact spelling goes before a similar one.
    """
    typed = typed.strip()
    plain = canonical(typed)
    spelt = Q(username__iexact=typed) | Q(username__iexact=plain) | Q(email__iexact=typed) | Q(email__iexact=plain)
    found = list(User.objects.filter(spelt).exclude(username="")[:5]) if plain else []
    return min(found, key=lambda person: _distance(person, typed, plain), default=None)


def _distance(person: User, typed: str, plain: str) -> int:
    names = (person.username.casefold(), canonical(person.username))
    return 0 if typed.casefold() == names[0] else 1 if plain == names[1] else 2


def password_set_at(person: User) -> datetime:
    """When the person's present password was set."""
    record = PasswordRecord.objects.filter(person=person).first()
    return record.set_at if record else person.date_joined
