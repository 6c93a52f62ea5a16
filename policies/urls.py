"""Addresses of policies beside their pages, under /policy/."""

from django.urls import path

from policies.views import report

app_name = "policies"
urlpatterns = [
    path("<slug:key>/report/", report.report, name="report"),
    path("<slug:key>/remind/", report.remind, name="remind"),
]
