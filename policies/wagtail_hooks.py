"""Policies inside the Wagtail admin's shell."""

from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import PageListingButton

from organisation.permissions import has_role
from organisation.scoped_pages import AUTHORING_ROLES
from policies.models import PolicyIndexPage, PolicyPage
from policies.views import author


class IndexMenuItem(MenuItem):
    """Leads to the explorer at the index page; shown to those who write or review policies."""

    def is_shown(self, request) -> bool:
        return has_role(request.user, *AUTHORING_ROLES)

    def render_component(self, request):
        index = PolicyIndexPage.objects.first()
        self.url = reverse("wagtailadmin_explore", args=[index.pk]) if index else reverse("wagtailadmin_home")
        return super().render_component(request)


@hooks.register("register_admin_menu_item")
def policy_menu():
    return IndexMenuItem(gettext_lazy("政策"), "", name="policies", icon_name="date", order=205)


@hooks.register("register_admin_urls")
def policy_urls():
    patterns = [
        path("<int:page_id>/impact/", author.impact, name="impact"),
        path("<int:page_id>/proof/", author.proof, name="proof"),
    ]
    return [path("policies/", include((patterns, "policy_admin")))]


@hooks.register("register_page_header_buttons")
def policy_buttons(page, user, view_name, next_url=None):
    """The way from a policy's editor to its impact and its proof."""
    if isinstance(page, PolicyPage) and page.permissions_for_user(user).can_edit():
        impact, proof = (reverse(f"policy_admin:{name}", args=[page.pk]) for name in ("impact", "proof"))
        yield PageListingButton(_("看发布后哪些要更新"), impact, icon_name="view", priority=4)
        yield PageListingButton(_("选签收题"), proof, icon_name="help", priority=5)


hooks.register("before_publish_page", author.shown_before)
hooks.register("before_bulk_action", author.one_by_one)
