"""Pictures of the library, for whoever is signed in."""

import mimetypes
from posixpath import normpath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from foundation.files import by_nginx

# Documents and films have addresses of their own, which ask who may have them.
PICTURES = ("images/", "original_images/", "avatar_images/", "media_thumbnails/")


def picture(request: HttpRequest, name: str) -> HttpResponse | FileResponse:
    """A picture under MEDIA_ROOT; anything else there does not exist. Never a page that could run script."""
    content_type = mimetypes.guess_type(name)[0] or ""
    if normpath(name) != name:  # images/../documents/… would lead out of the folder that was checked
        raise Http404
    if not name.startswith(PICTURES) or not content_type.startswith("image/") or content_type == "image/svg+xml":
        raise Http404
    try:
        file = default_storage.open(name)
    except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response = by_nginx(default_storage.path(name), content_type) or FileResponse(file, content_type=content_type)
    response["Cache-Control"] = "private, max-age=86400"
    return response
