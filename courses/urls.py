"""Addresses of the course centre beside its pages, under /learning/."""

from django.urls import path

from courses.views import checks, media

app_name = "courses"
urlpatterns = [
    path("<slug:key>/pre-test/", checks.pre_test, name="pre_test"),
    path("<slug:key>/final-check/", checks.final_check, name="final_check"),
    path("self-check/<int:version_id>/", checks.self_check, name="self_check"),
    path("media/<int:media_id>/", media.media, name="media"),
    path("media/<int:media_id>/poster/", media.poster, name="media_poster"),
]
