"""WSGI entry point for gunicorn, granian and waitress."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.embedded")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - settings are ready only now

if settings.PRODUCTION:
    from training_site.startup import refuse_unsafe_database

    refuse_unsafe_database()
