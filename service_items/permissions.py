"""Who keeps which service items: everybody finds them all, and each unit edits its own."""

from django.db.models import Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from foundation.models import User
from organisation.models import Node, Posting, Role, RoleGrant
from organisation.permissions import below, in_scope, nodes_in_scope, paths_of
from organisation.scoped_pages import AUTHORING_ROLES
from service_items.models import Duty, ServiceItem

DUTY_KEEPERS = (Role.MANAGER, Role.ADMINISTRATOR)  # who say who serves what


def holds_the_whole_tree(user: User, *roles: str) -> bool:
    """Whether the person holds any of `roles` at the top of the tree."""
    return user.is_superuser or any(len(path) == Node.steplen for path in paths_of(user, *roles))


def editable_items(user: User) -> QuerySet[ServiceItem]:
    """The items of the person's part of the organisation; those without a unit belong to the whole tree."""
    if user.is_superuser:
        return ServiceItem.objects.all()
    condition = below(paths_of(user, *AUTHORING_ROLES))
    if holds_the_whole_tree(user, *AUTHORING_ROLES):
        condition |= Q(node=None)
    return ServiceItem.objects.filter(condition)


def may_edit(user: User, item: ServiceItem) -> bool:
    return editable_items(user).filter(pk=item.pk).exists()


def keepers_of(item: ServiceItem) -> list[User]:
    """Who looks after the item: the trainers of its unit or above it, or if there are none, those who publish it."""
    path = item.node.path if item.node else ""
    steps = range(Node.steplen, len(path) + 1, Node.steplen)
    grants = RoleGrant.objects.filter(revoked_at=None, person__is_active=True)
    reaching = (
        grants.filter(node__path__in=[path[:length] for length in steps]) if path else grants.filter(node__depth=1)
    )
    for roles in ((Role.TRAINER,), (Role.REVIEWER, Role.ADMINISTRATOR)):
        if found := list(User.objects.filter(pk__in=reaching.filter(role__in=roles).values("person")).order_by("pk")):
            return found
    return []


def duty_places(user: User) -> QuerySet[Node]:
    """The places for which the person says who serves what, in tree order."""
    return nodes_in_scope(user, *DUTY_KEEPERS).filter(closed_on=None)


def duty_postings(user: User) -> QuerySet[Posting]:
    """The postings at those places."""
    return in_scope(Posting.objects.all(), user, *DUTY_KEEPERS)


def kept_duties(user: User) -> QuerySet[Duty]:
    """The duties at those places."""
    return in_scope(Duty.objects.all(), user, *DUTY_KEEPERS, field="posting__node")


class ItemPermissionPolicy(ModelPermissionPolicy):
    """Wagtail's answers, and none of them is yes for an item of another unit."""

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return self.user_has_any_permission(user, actions) and may_edit(user, instance)

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action) and may_edit(user, instance)

    def instances_user_has_any_permission_for(self, user, actions):
        return editable_items(user) if self.user_has_any_permission(user, actions) else ServiceItem.objects.none()


class RulePermissionPolicy(ModelPermissionPolicy):
    """The rules and the phrases are one dictionary for all: only who administers the whole tree changes them."""

    def user_has_permission(self, user, action):
        return super().user_has_permission(user, action) and holds_the_whole_tree(user, Role.ADMINISTRATOR)

    def user_has_any_permission(self, user, actions):
        return any(self.user_has_permission(user, action) for action in actions)
