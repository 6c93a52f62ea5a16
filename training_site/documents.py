"""Documents of the library, handed out by nginx where it stands before the site. Wagtail has checked who may have them."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.utils import sendfile_streaming_backend

from foundation.files import by_nginx


def sendfile(request: HttpRequest, filename: str, *, mimetype: str, **more) -> HttpResponseBase:
    """What settings.SENDFILE_BACKEND names; Wagtail adds disposition, length and type."""
    return by_nginx(filename, mimetype) or sendfile_streaming_backend.sendfile(request, filename, **more)
