"""People and the audit trail inside the Wagtail admin's shell; Wagtail's own users and groups are hidden."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from organisation.models import Role
from organisation.pages_api import OwnPagesAPIViewSet
from organisation.permissions import has_role
from organisation.scoped_pages import authored_pages
from organisation.second_person import refuse_own_text, tell_not_approved


class RoleMenuItem(MenuItem):
    """Shown to people with one of `roles`."""

    def __init__(self, *args, roles: tuple[str, ...], **kwargs) -> None:
        self.roles = roles
        super().__init__(*args, **kwargs)

    def is_shown(self, request) -> bool:
        return has_role(request.user, *self.roles)


@hooks.register("register_admin_urls")
def people_urls():
    return [
        path("people/", include("organisation.people_urls")),
        path("places/", include("organisation.places_urls")),
        path("audit/", include("organisation.audit_urls")),
    ]


@hooks.register("register_admin_menu_item")
def people_menu():
    return RoleMenuItem(
        _("人员"),
        reverse("people_admin:index"),
        name="people",
        icon_name="group",
        order=700,
        roles=(Role.ADMINISTRATOR,),
    )


@hooks.register("register_admin_menu_item")
def places_menu():
    return RoleMenuItem(
        _("机构和窗口"),
        reverse("places_admin:index"),
        name="places",
        icon_name="site",
        order=705,
        roles=(Role.ADMINISTRATOR,),
    )


@hooks.register("register_admin_menu_item")
def audit_menu():
    return RoleMenuItem(
        _("审计记录"),
        reverse("audit_admin:index"),
        name="audit",
        icon_name="history",
        order=710,
        roles=(Role.AUDITOR,),
    )


@hooks.register("construct_page_action_menu")
@hooks.register("construct_snippet_action_menu")
def approval_first(menu_items, request, context) -> None:
    """Whoever opens a text that waits for their approval came for that: it is the main button, saving is behind it."""
    menu_items.sort(key=lambda item: item.name != "approve")


@hooks.register("construct_settings_menu")
def hide_stock_people(request, menu_items) -> None:
    """Accounts and roles are kept on the people page alone."""
    menu_items[:] = [item for item in menu_items if item.name not in ("users", "groups")]


@hooks.register("construct_main_menu")
def hide_reports(request, menu_items) -> None:
    """What happened stands in the audit trail, who may see it is decided there."""
    menu_items[:] = [item for item in menu_items if item.name != "reports"]


@hooks.register("construct_admin_api")
def own_pages_only(router) -> None:
    router.register_endpoint("pages", OwnPagesAPIViewSet)


@hooks.register("construct_explorer_page_queryset")
def explore_own_pages(parent_page, pages, request):
    """Authors see the pages of their own part of the organisation; another's is not there."""
    own = authored_pages(request.user)
    if not own.filter(pk=parent_page.pk).exists():
        raise Http404
    return pages.filter(pk__in=own.values("pk"))


@hooks.register("construct_page_chooser_queryset")
def choose_own_pages(pages, request):
    return pages.filter(pk__in=authored_pages(request.user).values("pk"))


@hooks.register("before_move_page")
def move_own_pages(request, page, destination) -> None:
    """Wagtail asks when the page is moved; the question whether to move it shows its title already."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


hooks.register("after_edit_page", tell_not_approved)
hooks.register("after_edit_snippet", tell_not_approved)
hooks.register("before_publish_page", refuse_own_text, order=-1)  # before a policy's author is led to its impact
