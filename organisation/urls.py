from django.urls import path

from organisation.views import account

app_name = "organisation"
urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/sessions/<int:pk>/end/", account.end_session, name="end_session"),
    path("account/sessions/end-others/", account.end_other_sessions, name="end_other_sessions"),
]
