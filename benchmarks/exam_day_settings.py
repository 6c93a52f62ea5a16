"""The fault settings with two bare views beside ours, served with the middleware of a fresh Django project.

Our attempt API takes its short way in both cases, so nothing of the site's own middleware burdens the baseline.
"""

from training_site.settings.fault import *  # noqa: F403

ROOT_URLCONF = "benchmarks.exam_day_urls"
MIDDLEWARE = [
    "training_site.attempt_stack.AttemptMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth does not start without it
]
