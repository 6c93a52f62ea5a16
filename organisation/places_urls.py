"""Addresses under /cms/places/."""

from django.urls import path

from organisation.views import places

app_name = "places_admin"
urlpatterns = [
    path("", places.index, name="index"),
    path("posts/new/", places.new_post, name="new_post"),
    path("windows/<int:pk>/", places.window, name="window"),
    path("<int:pk>/", places.place, name="place"),
    path("<int:pk>/change/", places.change, name="change"),
    path("<int:pk>/below/", places.add_below, name="add_below"),
    path("<int:pk>/windows/new/", places.new_window, name="new_window"),
]
