from django.urls import path

from analytics.views import pages

urlpatterns = [
    path("", pages.completion, name="completion"),
    path("competence/", pages.competence, name="competence"),
]
