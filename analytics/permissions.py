"""Who may see figures about a branch of the organisation."""

from django.db.models import QuerySet

from foundation.models import User
from organisation.models import Node, Role
from organisation.permissions import nodes_in_scope

READERS = (Role.MANAGER, Role.AUDITOR)


def nodes_shown_to(user: User) -> QuerySet[Node]:
    """The nodes whose figures the person may see, in tree order."""
    return nodes_in_scope(user, *READERS)
