from django.urls import path

from certificates.views import mine

app_name = "certificates"

urlpatterns = [
    path("", mine.index, name="mine"),
    path("schemes/<slug:key>/", mine.scheme, name="scheme"),
    path("<int:pk>/", mine.detail, name="detail"),
    path("<int:pk>/download/", mine.download, name="download"),
]
