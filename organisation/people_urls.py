"""Addresses under /cms/people/."""

from django.urls import path

from organisation.views import people, roster

app_name = "people_admin"
urlpatterns = [
    path("", people.index, name="index"),
    path("new/", people.new, name="new"),
    path("roster/", roster.upload, name="roster"),
    path("roster/write/", roster.write, name="roster_write"),
    path("roster/template/", roster.template, name="roster_template"),
    path("roster/export/", roster.export, name="roster_export"),
    path("<int:pk>/", people.person, name="person"),
    path("<int:pk>/change/", people.change, name="change"),
    path("<int:pk>/move/", people.move, name="move"),
    path("<int:pk>/grant/", people.grant, name="grant"),
    path("<int:pk>/revoke/<int:grant_pk>/", people.revoke, name="revoke"),
    path("<int:pk>/password/", people.password, name="password"),
    path("<int:pk>/account/<slug:deed>/", people.account, name="account"),
]
