"""Addresses under /cms/ that stand before Wagtail's own."""

from django.urls import path, re_path

from organisation.views import account, pages

urlpatterns = [
    path("login/", account.admin_sign_in),
    path("logout/", account.admin_sign_out),
    re_path(r"^password_reset(/.*)?$", account.admin_sign_in),
    re_path(r"^(users|groups)(/.*)?$", account.no_such_page),
    re_path(r"^bulk/foundation/user/", account.no_such_page),
    # Wagtail's reports and lists by type know nothing of halls, and its trial errors are for its makers.
    re_path(r"^(reports|pages/usage)/", account.no_such_page),
    re_path(r"^(failwhale|test404)/", account.no_such_page),
    path("account/", pages.OwnAdminSettings.as_view()),
    path("pages/search/", pages.OwnPagesSearch.as_view()),
    path("pages/search/results/", pages.OwnPagesSearch.as_view(results_only=True)),
    path("bulk/wagtailcore/page/<str:action>/", pages.bulk),
]
