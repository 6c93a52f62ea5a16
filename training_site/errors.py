"""What a person sees when something went wrong on our side."""

import sys

from django.conf import settings
from django.db import OperationalError
from django.http import HttpResponse
from django.template import loader
from django.utils.translation import get_language

RETRY_SECONDS = "10"


def server_error(request) -> HttpResponse:
    """500, or 503 with Retry-After when it was the database that could not answer in time. Reads no database itself."""
    busy = isinstance(sys.exc_info()[1], OperationalError)
    status = 503 if busy else 500
    page = loader.get_template(f"{status}.html")
    body = page.render({"SITE_NAME": settings.SITE_NAME, "LANGUAGE_CODE": get_language()})
    return HttpResponse(body, status=status, headers={"Retry-After": RETRY_SECONDS} if busy else {})
