"""Addresses under /cms/audit/."""

from django.urls import path

from organisation.views import audit

app_name = "audit_admin"
urlpatterns = [
    path("", audit.index, name="index"),
    path("export/", audit.export, name="export"),
    path("<int:sequence>/", audit.entry, name="entry"),
]
