"""The drill workshop and the officers' releases in the Wagtail admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from drills.permissions import AUTHORS
from organisation.models import Role
from organisation.permissions import has_role


class RoleMenuItem(MenuItem):
    """Shown only to people who hold one of `roles`."""

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.roles = roles

    def is_shown(self, request) -> bool:
        return has_role(request.user, *self.roles)


@hooks.register("register_admin_urls")
def drill_urls():
    return [path("drills/", include("drills.admin_urls"))]


@hooks.register("register_admin_menu_item")
def workshop_menu_item():
    return RoleMenuItem(
        _("模拟训练"), reverse("drills_admin:index"), name="drills", icon_name="form", order=330, roles=AUTHORS
    )


@hooks.register("register_admin_menu_item")
def release_menu_item():
    url = reverse("drills_admin:releases")
    return RoleMenuItem(
        _("演练考核"), url, name="drill-releases", icon_name="date", order=335, roles=[Role.EXAM_OFFICER]
    )
