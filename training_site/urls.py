"""All addresses of the site. Each app owns its own `urls.py`; this module only says where it hangs."""

from importlib.util import find_spec

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from organisation.views.account import no_such_page
from training_site import health, media
from training_site.api import api

# prefix → app; an app's paths stand before the page tree, which takes what is left.
APP_PREFIXES = {
    "": "training_site.portal",
    "organisation/": "organisation",
    "items/": "service_items",
    "questions/": "question_bank",
    "learning/": "courses",
    "policy/": "policies",
    "drills/": "drills",
    "exams/": "exams",
    "certificates/": "certificates",
    "plans/": "plans",
    "analytics/": "analytics",
    "appraisal/": "appraisal",
}

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("api/v1/", api.urls),
    path("accounts/", include("organisation.sign_in_urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("cms/", include("organisation.admin_urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:name>", media.picture),
]
urlpatterns += [
    path(prefix, include(f"{app}.urls")) for prefix, app in APP_PREFIXES.items() if find_spec(f"{app}.urls")
]
# Wagtail's own sign-in for readers would be a second door, without lock-out and second factor.
urlpatterns += [path("_util/login/", no_such_page)]
# The one page of the tree that is read all day has a straight way in.
urlpatterns += [path("courses/", include("courses.page_urls")), path("", include(wagtail_urls))]

handler500 = "training_site.errors.server_error"
