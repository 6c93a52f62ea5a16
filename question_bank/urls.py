"""Addresses of the question bank, under /questions/."""

from django.urls import path

from question_bank.views import checks, media, practice
from question_bank.views.manage import detail

app_name = "question_bank"
urlpatterns = [
    path("", practice.landing, name="landing"),
    path("practice/", practice.current, name="practice"),
    path("practice/start/", practice.start, name="practice_start"),
    path("practice/answer/", practice.answer, name="practice_answer"),
    path("practice/judge/", practice.judge, name="practice_judge"),
    path("practice/next/", practice.go_on, name="practice_next"),
    path("mistakes/", practice.notebook, name="notebook"),
    path("mistakes/<int:entry_id>/", practice.mistake, name="mistake"),
    path("checks/<int:check_id>/", checks.check, name="check"),
    path("media/<str:token>/", media.media, name="media"),
    path("preview/<int:question_id>/", detail.preview, name="preview"),
]
