"""Stored files: handed out by nginx where it stands before the site, and forgotten when nobody came back for them."""

from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import storages
from django.http import HttpResponse


def by_nginx(path: str | Path, content_type: str) -> HttpResponse | None:
    """The empty answer that makes nginx send the file, with Range and length; None if no nginx does that here
    (MEDIA_ACCEL_PREFIX is its internal location for VAR_DIR). The permission was checked before."""
    prefix, folder = settings.MEDIA_ACCEL_PREFIX.rstrip("/"), Path(settings.VAR_DIR).resolve()
    stored = Path(path).resolve()
    if not prefix or folder not in stored.parents:
        return None
    response = HttpResponse(content_type=content_type)
    response["X-Accel-Redirect"] = f"{prefix}/{quote(stored.relative_to(folder).as_posix())}"
    return response


def forget_uploads(folder: str, *, before: datetime) -> int:
    """Delete the private files right in `folder` that were stored before the instant; how many."""
    storage = storages["private"]
    if not storage.exists(folder):
        return 0
    paths = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
    left = [path for path in paths if storage.get_modified_time(path) < before]
    for path in left:
        storage.delete(path)
    return len(left)
