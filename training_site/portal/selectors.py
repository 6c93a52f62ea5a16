"""Who is above a person, and which suggestions somebody may read."""

from django.db.models import QuerySet

from foundation.clock import local_date
from foundation.models import User
from organisation.models import Node, Role, RoleGrant
from organisation.permissions import has_role, in_scope
from training_site.portal.models import Suggestion

READS_SUGGESTIONS = (Role.MANAGER, Role.ADMINISTRATOR)


def home_node(person: User) -> Node | None:
    """Where the person works now; None without a present posting."""
    posting = person.postings.on(local_date()).select_related("node").order_by("pk").last()
    return posting.node if posting else None


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
