from django.urls import include, path

from exams.views import candidate, candidate_appeals, results

app_name = "exams"
urlpatterns = [
    path("officer/", include("exams.officer_urls")),
    path("marking/", include("exams.marker_urls")),
    path("", candidate.sittings, name="sittings"),
    path("<int:sitting_id>/", candidate.intro, name="intro"),
    path("<int:sitting_id>/start/", candidate.start, name="start"),
    path("attempts/<int:attempt_id>/", candidate.attempt, name="attempt"),
    path("attempts/<int:attempt_id>/result/", results.result, name="result"),
    path("attempts/<int:attempt_id>/slip/", results.slip, name="slip"),
    path("attempts/<int:attempt_id>/appeal/", candidate_appeals.appeal, name="appeal"),
    path("appeals/<int:appeal_id>/withdraw/", candidate_appeals.withdraw, name="appeal_withdraw"),
    path("integrity/<int:event_id>/", candidate.annotate, name="annotate"),
]
