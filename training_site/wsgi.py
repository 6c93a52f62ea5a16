"""WSGI entry point for gunicorn, granian and waitress; production unless the environment says otherwise."""

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training_site.settings.production")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - settings are ready only now
from django.db import connection  # noqa: E402

from training_site import startup  # noqa: E402

if settings.PRODUCTION:
    startup.refuse_unsafe_database()
if settings.SQLITE_SERVES_ONE and connection.vendor == "sqlite":
    startup.hold(Path(settings.DATABASES["default"]["NAME"]))
