"""Who may see is a queryset, who may do is a predicate; both follow the roles that a person holds in the tree."""

from collections.abc import Callable
from functools import wraps

from django.db.models import Q, QuerySet
from django.http import Http404

from foundation.clock import local_date
from foundation.models import User
from organisation.models import Node, Posting, Role, RoleGrant


def grants_of(user: User) -> dict[str, set[str]]:
    """Role → tree paths at which `user` holds it; one query, then remembered on this user object."""
    if not hasattr(user, "_role_paths"):
        paths: dict[str, set[str]] = {}
        if user.is_authenticated and user.is_active:
            held = RoleGrant.objects.filter(person=user, revoked_at=None).values_list("role", "node__path")
            for role, path in held:
                paths.setdefault(role, set()).add(path)
        user._role_paths = paths
    return user._role_paths


def postings_of(user: User) -> list[Posting]:
    """The person's postings of today with window and node; one query, then remembered on this user object."""
    if not hasattr(user, "_postings_today"):
        today = Posting.objects.on(local_date()).filter(person_id=user.pk)
        user._postings_today = list(today.select_related("window", "node").order_by("pk"))
    return user._postings_today


def home_paths(user: User) -> set[str]:
    """Tree paths of the nodes at which the person works today."""
    return {posting.node.path for posting in postings_of(user)}


def paths_of(user: User, *roles: str) -> set[str]:
    """The tree paths at which `user` holds any of `roles` (all roles if none is named)."""
    grants = grants_of(user)
    return set().union(*(grants.get(role, set()) for role in (roles or grants)))


def has_role(user: User, *roles: str, at: Node | None = None) -> bool:
    """Whether `user` holds any of `roles`: anywhere, or with `at`, at that node or above it."""
    paths = paths_of(user, *roles)
    return any(at.path.startswith(path) for path in paths) if at else bool(paths)


def below(paths: set[str], field: str = "node") -> Q:
    """A condition: the row's node lies under one of the tree paths. No path: nothing matches."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__path__startswith": path})
    return condition


def in_scope(queryset: QuerySet, user: User, *roles: str, field: str = "node") -> QuerySet:
    """The rows whose node (reached by `field`) lies under a node at which `user` holds any of `roles`."""
    return queryset.filter(below(paths_of(user, *roles), field))


def nodes_in_scope(user: User, *roles: str) -> QuerySet[Node]:
    """The nodes at and below those at which `user` holds any of `roles`, in tree order."""
    condition = Q(pk__in=[])
    for path in paths_of(user, *roles):
        condition |= Q(path__startswith=path)
    return Node.objects.filter(condition).order_by("path")


def people_in_scope(user: User, *roles: str) -> QuerySet[User]:
    """People with a posting under a node at which `user` holds any of `roles`."""
    posted = in_scope(Posting.objects.all(), user, *roles).values("person")
    return User.objects.filter(pk__in=posted)


def may_open_admin(user: User) -> bool:
    """Whether the Wagtail admin has anything for this person: any role above staff."""
    return has_role(user, *(role for role in Role.values if role != Role.STAFF))


def role_required(*roles: str) -> Callable:
    """A view decorator: to people without any of `roles` the address does not exist (404)."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def checked(request, *args, **kwargs):
            if not has_role(request.user, *roles):
                raise Http404
            return view(request, *args, **kwargs)

        return checked

    return decorate


def people_to_administer(user: User) -> QuerySet[User]:
    """People whose work lies under a node at which `user` is administrator: by the postings they hold now, or by any
    they had if they hold none."""
    paths = paths_of(user, Role.ADMINISTRATOR)
    holding = Posting.objects.on(local_date())
    here = holding.filter(below(paths)).values("person")
    former = Posting.objects.filter(below(paths)).exclude(person__in=holding.values("person")).values("person")
    condition = Q(pk__in=here) | Q(pk__in=former)
    if any(len(path) == Node.steplen for path in paths):  # accounts without any place are the whole tree's
        condition |= ~Q(pk__in=Posting.objects.values("person"))
    return User.objects.filter(condition)


def may_administer(user: User, person: User) -> bool:
    """Whether `user` may change this person's account: not if the person holds a role somewhere that `user` does not
    administer, for a new password would hand that role over."""
    paths = paths_of(user, Role.ADMINISTRATOR)
    held = RoleGrant.objects.filter(person=person, revoked_at=None).values_list("node__path", flat=True)
    return bool(paths) and all(any(at.startswith(path) for path in paths) for at in held)
