from django.urls import path, re_path

from training_site.portal.views import home, me, notices, pages, search, suggestions

urlpatterns = [
    path("", home.home, name="home"),
    path("me/", me.me, name="me"),
    path("me/settings/", me.settings_view, name="settings"),
    path("me/language/", me.language, name="language"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read_all, name="notices_read_all"),
    path("notices/<int:pk>/", notices.open_notice, name="notice"),
    path("search/", search.search, name="search"),
    path("my-data/", me.my_data, name="my_data"),
    re_path(r"^my-data/export\.(?P<kind>xlsx|json)$", me.my_data_file, name="my_data_file"),
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("suggestions/new/", suggestions.suggest, name="suggest"),
    path("suggestions/<int:pk>/answer/", suggestions.answer, name="suggestion_answer"),
    path("about/limits/", pages.limits, name="limits"),
    path("styleguide/", pages.styleguide, name="styleguide"),
]
