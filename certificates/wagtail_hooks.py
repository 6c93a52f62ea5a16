"""The keepers' pages, hung into the admin shell."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from certificates.permissions import READERS
from certificates.views import keepers, schemes
from organisation.permissions import has_role

admin_urls = [
    path("", keepers.holders, name="holders"),
    path("holders.xlsx", keepers.holders_xlsx, name="holders_xlsx"),
    path("holders/<int:pk>/", keepers.holder, name="holder"),
    path("requests/", keepers.requests, name="requests"),
    path("requests/<int:pk>/decide/", keepers.decide, name="decide"),
    path("schemes/", schemes.schemes, name="schemes"),
    path("schemes/add/", schemes.add, name="scheme_add"),
    path("schemes/<int:pk>/", schemes.edit, name="scheme_edit"),
]


@hooks.register("register_admin_urls")
def certificates_urls():
    return [path("certificates/", include((admin_urls, "certificates_admin")))]


class KeepersMenuItem(MenuItem):
    """For those who look after credentials somewhere."""

    def is_shown(self, request) -> bool:
        return has_role(request.user, *READERS)


@hooks.register("register_admin_menu_item")
def certificates_menu_item():
    return KeepersMenuItem(
        _("证书"), reverse("certificates_admin:holders"), name="certificates", icon_name="doc-full", order=420
    )
