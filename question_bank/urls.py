"""Addresses of the question bank, under /questions/."""

from django.urls import path

from question_bank.views import checks, media
from question_bank.views.manage import detail

app_name = "question_bank"
urlpatterns = [
    path("checks/<int:check_id>/", checks.check, name="check"),
    path("media/<str:token>/", media.media, name="media"),
    path("preview/<int:question_id>/", detail.preview, name="preview"),
]
