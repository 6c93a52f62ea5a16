"""Pictures out of a stranger's file: opened, checked and written anew, so that nothing but the picture is kept."""

import base64
import io
import warnings

from PIL import Image as Picture
from PIL import UnidentifiedImageError

from question_bank.formats.parsed import Image

BYTES = 5 * 1024 * 1024
PIXELS = 20_000_000
KEPT = {
    "PNG": ("PNG", "image/png"),
    "JPEG": ("JPEG", "image/jpeg"),
    "GIF": ("PNG", "image/png"),
    "WEBP": ("PNG", "image/png"),
}


class BadImage(Exception):
    """The picture cannot be kept; `code` is bad_image or image_too_big."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kept(data: bytes, alt: str = "") -> Image:
    """The picture without its metadata, as PNG or JPEG. Raises BadImage."""
    if len(data) > BYTES:
        raise BadImage("image_too_big")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Picture.DecompressionBombWarning)
            with Picture.open(io.BytesIO(data), formats=list(KEPT)) as picture:
                if picture.width * picture.height > PIXELS:
                    raise BadImage("image_too_big")
                format_name, content_type = KEPT[picture.format]
                mode = (
                    "RGB"
                    if format_name == "JPEG"
                    else "RGBA"
                    if "A" in picture.getbands() or "transparency" in picture.info
                    else "RGB"
                )
                clean = picture.convert(mode)
                target = io.BytesIO()
                clean.save(target, format_name)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Picture.DecompressionBombError,
        Picture.DecompressionBombWarning,
    ) as error:
        raise BadImage("bad_image") from error
    return Image(content_type, base64.b64encode(target.getvalue()).decode(), alt[:200])
