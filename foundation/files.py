"""Hand a stored file out: by nginx where it stands before the site, by this process where it does not."""

from pathlib import Path
from urllib.parse import quote

from django.conf import settings
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
