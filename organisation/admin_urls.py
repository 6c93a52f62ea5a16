"""Addresses under /cms/ that stand before Wagtail's own."""

from django.urls import path, re_path

from organisation.views import account

urlpatterns = [
    path("login/", account.admin_sign_in),
    path("logout/", account.admin_sign_out),
    re_path(r"^password_reset(/.*)?$", account.admin_sign_in),
    re_path(r"^(users|groups)(/.*)?$", account.no_such_page),
    re_path(r"^bulk/foundation/user/", account.no_such_page),
]
