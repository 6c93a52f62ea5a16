"""What the portal adds to the workbench."""

from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from organisation.permissions import has_role
from training_site.portal.deeds import deeds_of
from training_site.portal.selectors import READS_SUGGESTIONS


class SuggestionsMenuItem(MenuItem):
    """To the list for those who answer, to a form that knows the page for everybody else."""

    def render_component(self, request):
        item = super().render_component(request)
        if not has_role(request.user, *READS_SUGGESTIONS):
            item.url = f"{reverse('suggest')}?from={quote(request.path)}"
        return item


@hooks.register("register_admin_menu_item")
def way_back() -> MenuItem:
    return MenuItem(_("回到学堂"), reverse("home"), name="way-back", icon_name="arrow-left", order=10)


@hooks.register("register_admin_menu_item")
def window_look_up() -> MenuItem:
    return MenuItem(_("窗口速查"), reverse("service_items:lookup"), name="look-up", icon_name="search", order=11)


@hooks.register("register_admin_menu_item")
def suggestions() -> MenuItem:
    return SuggestionsMenuItem(
        _("意见建议"), reverse("suggestions"), name="suggestions", icon_name="comment", order=900
    )


@hooks.register("construct_help_menu")
def leave_out_other_hosts(request, menu_items) -> None:
    """A hall's network is closed: links to other hosts would lead nowhere."""
    menu_items[:] = [item for item in menu_items if not item.url.startswith("http")]


class DeedsPanel(Component):
    """The deeds of the person's roles: who neither writes nor reviews would find an empty front page."""

    name = "deeds"
    order = 50
    template_name = "portal/workbench_deeds.html"

    def get_context_data(self, parent_context) -> dict:
        return {"deeds": deeds_of(parent_context["request"].user)}


@hooks.register("construct_homepage_panels")
def deeds(request, panels) -> None:
    panels.append(DeedsPanel())
