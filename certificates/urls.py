from django.urls import path

from certificates.views import mine, verify

app_name = "certificates"

urlpatterns = [
    path("", mine.index, name="mine"),
    path("verify/", verify.VerifyView.as_view(), name="verify"),
    path("verify/<str:code>/", verify.verify_by_code, name="verify_code"),
    path("schemes/<slug:key>/", mine.scheme, name="scheme"),
    path("<int:pk>/", mine.detail, name="detail"),
    path("<int:pk>/paper/", mine.paper, name="paper"),
    path("<int:pk>/download/", mine.download, name="download"),
]
