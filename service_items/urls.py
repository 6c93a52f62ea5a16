from django.urls import path

from service_items.views import handbook, window

app_name = "service_items"

urlpatterns = [
    path("", window.lookup, name="index"),
    path("lookup/", window.lookup, name="lookup"),
    path("rules/", window.rules, name="rules"),
    path("handbook/", handbook.choose, name="handbook"),
    path("handbook/pdf/", handbook.print_pdf, name="handbook_pdf"),
    path("<str:code>/", window.item, name="item"),
    path("<str:code>/notice/", window.notice, name="notice"),
    path("<str:code>/report/", window.report_guide, name="report"),
]
