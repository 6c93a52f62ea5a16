"""Addresses of the question bank, under /questions/."""

from django.urls import path

from question_bank.views import checks, enquiries, media, practice
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
    path("enquiries/", enquiries.index, name="enquiries"),
    path("enquiries/ask/", enquiries.ask, name="ask"),
    path("enquiries/similar/", enquiries.similar, name="similar"),
    path("enquiries/<int:enquiry_id>/", enquiries.enquiry, name="enquiry"),
    path("enquiries/<int:enquiry_id>/reply/", enquiries.reply, name="reply"),
    path("enquiries/<int:enquiry_id>/verify/<int:reply_id>/", enquiries.verify, name="verify"),
    path("enquiries/<int:enquiry_id>/doubt/", enquiries.doubt, name="doubt"),
    path("enquiries/<int:enquiry_id>/draft/", enquiries.draft, name="draft"),
    path("checks/<int:check_id>/", checks.check, name="check"),
    path("media/<str:token>/", media.media, name="media"),
    path("preview/<int:question_id>/", detail.preview, name="preview"),
]
