"""Addresses under /accounts/ that stand before allauth's, for what this site does in its own way or not at all."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from organisation.views import account

urlpatterns = [
    re_path(r"^(signup|email|confirm-email|password/set|login/code|social|3rdparty)(/.*)?$", account.no_such_page),
    re_path(r"^password/reset(/.*)?$", account.forgotten),
    path("sessions/", RedirectView.as_view(pattern_name="organisation:account")),
]
