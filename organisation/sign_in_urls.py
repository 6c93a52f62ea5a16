"""Addresses under /accounts/ that stand before allauth's, for what this site does in its own way or not at all."""

from allauth.account import views
from django.urls import path, re_path
from django.views.generic import RedirectView

from organisation.views import account

urlpatterns = [
    re_path(r"^(signup|email|confirm-email|password/set|login/code|social|3rdparty)(/.*)?$", account.no_such_page),
    path("2fa/authenticate/", account.second_factor),
    path("password/reset/", account.by_mail(views.password_reset)),
    path("password/reset/done/", account.by_mail(views.password_reset_done)),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", account.by_mail(views.password_reset_from_key)
    ),
    path("password/reset/key/done/", account.by_mail(views.password_reset_from_key_done)),
    re_path(r"^password/reset(/.*)?$", account.forgotten),
    path("sessions/", RedirectView.as_view(pattern_name="organisation:account")),
]
