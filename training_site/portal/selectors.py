"""Who is above a person, which suggestions somebody may read, and what stands beside a person's tasks."""

from collections import defaultdict
from datetime import date, datetime

from django.db.models import QuerySet

from certificates.models import Credential
from certificates.rules.state import State
from certificates.selectors import with_states
from foundation.models import User
from organisation.models import Node, Posting, Role, RoleGrant
from organisation.permissions import has_role, in_scope, postings_of
from service_items.models import Duty, ServiceItem
from training_site.portal.models import Suggestion

READS_SUGGESTIONS = (Role.MANAGER, Role.ADMINISTRATOR)


def home_node(person: User) -> Node | None:
    """Where the person works now; None without a present posting."""
    postings = postings_of(person)
    return postings[-1].node if postings else None


def holders_above(node: Node | None, *roles: str) -> list[User]:
    """Active people who hold any of `roles` at the node or above it; without a node, anywhere."""
    grants = RoleGrant.objects.filter(revoked_at=None, role__in=roles, person__is_active=True)
    if node is not None:
        steps = range(Node.steplen, len(node.path) + 1, Node.steplen)
        grants = grants.filter(node__path__in=[node.path[:length] for length in steps])
    return list(User.objects.filter(pk__in=grants.values("person")).order_by("pk"))


def suggestions_to_answer(user: User) -> QuerySet[Suggestion]:
    """Suggestions from people under the nodes where `user` manages; from people without a posting too, to administrators."""
    seen = in_scope(Suggestion.objects.all(), user, *READS_SUGGESTIONS)
    if has_role(user, Role.ADMINISTRATOR):
        seen = seen | Suggestion.objects.filter(node=None)
    return seen.select_related("person", "node", "answered_by")


def credentials_to_watch(person: User, at: datetime) -> list[Credential]:
    """The person's credentials that are not simply valid (soon to expire, stale, suspended, lapsed), soonest first."""
    held = with_states(Credential.objects.filter(person=person, revoked_at=None), at)
    return sorted((row for row in held if row.state != State.VALID), key=lambda row: row.expires_on)


def covers_today(person: User, day: date) -> list[tuple[User, list[ServiceItem]]]:
    """Whom the person stands in for on `day`: A-role colleagues of the same place who are away, with the items."""
    mine = Duty.objects.on(day).filter(part=Duty.Part.B, posting__in=Posting.objects.present(day).filter(person=person))
    places = set(mine.values_list("item_id", "posting__node_id"))
    away = Posting.objects.on(day).filter(presence__in=(Posting.Presence.LEAVE, Posting.Presence.SECONDED))
    theirs = Duty.objects.on(day).filter(part=Duty.Part.A, posting__in=away, item__in={item for item, _node in places})
    items: dict[User, list[ServiceItem]] = defaultdict(list)
    for duty in theirs.select_related("posting__person", "item").order_by("posting__person__username", "item__code"):
        if (duty.item_id, duty.posting.node_id) in places and duty.posting.person_id != person.pk:
            items[duty.posting.person].append(duty.item)
    return list(items.items())
