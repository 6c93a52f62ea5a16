"""The straight way to a lesson, at the address that it has in the page tree."""

from django.urls import path

from courses.views import learner

urlpatterns = [path("<str:course>/<str:lesson>/", learner.lesson)]
