from django.urls import path

from service_items.views import duties, handbook, window

app_name = "service_items"

# <path:…> and not <str:…>: a stored code with a slash must not keep a list that links to it from being shown.

urlpatterns = [
    path("", window.lookup, name="index"),
    path("lookup/", window.lookup, name="lookup"),
    path("rules/", window.rules, name="rules"),
    path("phrases/", window.phrases, name="phrases"),
    path("handbook/", handbook.choose, name="handbook"),
    path("handbook/pdf/", handbook.print_pdf, name="handbook_pdf"),
    path("duties/", duties.index, name="duties"),
    path("duties/postings/<int:posting_id>/", duties.posting, name="duties_of_person"),
    path("duties/deeds/<int:duty_id>/<slug:deed>/", duties.do, name="duty_deed"),
    path("duties/<path:place>/<path:code>/swap/", duties.swap, name="duty_swap"),
    path("duties/<path:place>/<path:code>/", duties.item, name="duties_of_item"),
    path("duties/<path:place>/", duties.board, name="duty_board"),
    path("<path:code>/notice/", window.notice, name="notice"),
    path("<path:code>/report/", window.report, name="report"),
    path("<path:code>/", window.item, name="item"),
]
