from django.urls import include, path

from exams.views import candidate

app_name = "exams"
urlpatterns = [
    path("officer/", include("exams.officer_urls")),
    path("", candidate.sittings, name="sittings"),
    path("<int:sitting_id>/", candidate.intro, name="intro"),
    path("<int:sitting_id>/start/", candidate.start, name="start"),
    path("attempts/<int:attempt_id>/", candidate.attempt, name="attempt"),
    path("attempts/<int:attempt_id>/result/", candidate.result, name="result"),
    path("integrity/<int:event_id>/", candidate.annotate, name="annotate"),
]
