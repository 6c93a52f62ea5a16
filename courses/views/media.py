"""Films of the media library, in the pieces that a player asks for."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from wagtailmedia.models import get_media_model

from foundation.files import by_nginx

ONE_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
PIECE = 256 * 1024


def media(request: HttpRequest, media_id: int) -> HttpResponse:
    """The film; answers a single Range with 206, so that a phone can seek. A range outside the file gets 416."""
    found = get_object_or_404(get_media_model(), pk=media_id)
    content_type = found.sources[0].get("type") or "application/octet-stream"
    if sent := by_nginx(found.file.path, content_type):
        return sent
    size = found.file.size
    wanted = ONE_RANGE.match(request.headers.get("Range", ""))
    if wanted is None or wanted.group() == "bytes=-":
        response = FileResponse(found.file.open("rb"), content_type=content_type)
        response["Accept-Ranges"] = "bytes"
        return response
    first, last = _bounds(wanted, size)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file = found.file.open("rb")
    file.seek(first)
    response = StreamingHttpResponse(_pieces(file, last - first + 1), status=206, content_type=content_type)
    response["Content-Length"] = str(last - first + 1)
    response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Accept-Ranges"] = "bytes"
    return response


def poster(request: HttpRequest, media_id: int) -> HttpResponse:
    """The still picture of a film."""
    found = get_object_or_404(get_media_model(), pk=media_id)
    if not found.thumbnail:
        raise Http404
    return FileResponse(found.thumbnail.open("rb"))


def _bounds(wanted: re.Match, size: int) -> tuple[int, int]:
    """First and last byte, both included; "bytes=-500" asks for the last 500."""
    first, last = wanted.groups()
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _pieces(file: BinaryIO, left: int) -> Iterator[bytes]:
    with file:
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
