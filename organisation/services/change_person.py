"""Change a person's name or address, or details of the posting they hold."""

from datetime import datetime

from django.db import transaction

from foundation import audit
from foundation.facts import announce
from foundation.models import User
from organisation.models import Posting
from organisation.services.add_person import described, placed
from organisation.signals import posting_changed


@transaction.atomic
def change_person(*, person: User, name: str, email: str, by: User | None, at: datetime | None = None) -> bool:
    """Whether anything was different. Raises IntegrityError if the address is taken."""
    person = User.objects.select_for_update().get(pk=person.pk)
    before = described(person)
    person.name, person.email = name, email
    after = described(person)
    if after == before:
        return False
    person.save(update_fields=["name", "email"])
    audit.record("person.changed", by=by, on=person, before=before, after=after, node_path=_path(person), at=at)
    return True


@transaction.atomic
def change_posting(*, posting: Posting, by: User | None, at: datetime | None = None, **fields) -> bool:
    """Change any of the posting's `fields` in place; whether anything was different."""
    posting = Posting.objects.select_for_update(of=("self",)).select_related("node", "window", "post", "person").get(
        pk=posting.pk
    )  # fmt: skip
    before = placed(posting)
    for name, value in fields.items():
        setattr(posting, name, value)
    after = placed(posting)
    if after == before:
        return False
    posting.save(update_fields=list(fields))
    entry = audit.record(
        "posting.changed", by=by, on=posting, before=before, after=after, node_path=posting.node.path, at=at
    )
    announce(
        posting_changed, key=f"changed-{entry.sequence}", person_id=posting.person_id, posting_id=posting.pk
    )  # fmt: skip
    return True


def _path(person: User) -> str:
    posting = person.postings.select_related("node").order_by("-pk").first()
    return posting.node.path if posting else ""
