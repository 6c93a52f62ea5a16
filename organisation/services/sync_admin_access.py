"""Keep a person's Wagtail groups as their roles are: one group per role, named after it."""

from django.contrib.auth.models import Group, Permission

from foundation.models import User
from organisation.models import Role, RoleGrant

GROUP_PREFIX = "role:"


def make_role_groups() -> None:
    """The group of every role; those above staff may open the admin. Other apps add what their pages need."""
    may_open = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    for role in Role.values:
        group, _ = Group.objects.get_or_create(name=GROUP_PREFIX + role)
        if role != Role.STAFF:
            group.permissions.add(*may_open)


def sync_admin_access(person: User) -> None:
    """Put the person into exactly the groups of the roles they hold. What a group may do, each app grants by migration
    or `post_migrate`; every role above staff may open the admin."""
    held = set(RoleGrant.objects.filter(person=person, revoked_at=None).values_list("role", flat=True))
    wanted = [Group.objects.get_or_create(name=GROUP_PREFIX + role)[0] for role in held]
    others = person.groups.exclude(name__startswith=GROUP_PREFIX)
    person.groups.set([*others, *wanted])
    may_open = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    for group in wanted:
        if group.name != GROUP_PREFIX + Role.STAFF:
            group.permissions.add(*may_open)
    person.__dict__.pop("_role_paths", None)
