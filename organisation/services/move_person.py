"""Move a person: the posting ends, another begins; or put right a posting to the wrong place."""

from datetime import date, datetime, timedelta

from django.db import transaction

from foundation import audit
from foundation.facts import announce
from foundation.models import User
from organisation.models import Posting, Role, RoleGrant
from organisation.services.add_person import Place, placed, start_posting
from organisation.services.change_person import change_posting
from organisation.services.grant_role import grant_role
from organisation.services.revoke_role import revoke_role
from organisation.signals import posting_changed


@transaction.atomic
def move_person(*, person: User, place: Place, by: User | None, at: datetime | None = None) -> Posting:
    """The new posting, from `place.start_on`; the ones before end the day before. The role staff moves along.

    A posting that begins on that very day was a mistake: it is put right in its place, and the audit trail keeps both.
    Other roles stay where they were granted: a trainer of the old hall may go on being one.
    """
    User.objects.select_for_update().get(pk=person.pk)
    held = open_postings(person)
    mistaken = next((posting for posting in held if posting.start_on == place.start_on), None)
    for posting in held:
        if posting != mistaken:
            end_posting(posting=posting, on=place.start_on - timedelta(days=1), by=by, at=at)
    if mistaken:
        change_posting(posting=mistaken, by=by, at=at, **vars(place))
        posting = Posting.objects.get(pk=mistaken.pk)
    else:
        posting = start_posting(person=person, place=place, by=by, at=at)
    for grant in RoleGrant.objects.filter(person=person, role=Role.STAFF, revoked_at=None).exclude(node=place.node):
        revoke_role(grant=grant, by=by, at=at)
    grant_role(person=person, role=Role.STAFF, node=place.node, by=by)
    return posting


def open_postings(person: User) -> list[Posting]:
    """The person's postings that have no end yet."""
    held = Posting.objects.filter(person=person, end_on=None).select_related("node", "window", "post")
    return list(held.order_by("pk"))


def end_posting(
    *, posting: Posting, on: date, by: User | None, presence: str = "", at: datetime | None = None
) -> Posting:
    """End a posting with the day `on` (never before it began), audited and announced; in the caller's transaction."""
    before = placed(posting)
    posting.end_on = max(on, posting.start_on) if posting.start_on else on
    posting.presence = presence or posting.presence
    posting.save(update_fields=["end_on", "presence"])
    audit.record(
        "posting.ended", by=by, on=posting, before=before, after=placed(posting), node_path=posting.node.path, at=at
    )
    announce(posting_changed, key=f"ended-{posting.pk}", person_id=posting.person_id, posting_id=posting.pk)
    return posting
