"""What may be put into the library of documents, pictures, films and sounds: few kinds, each told by its content and none
too large. The settings name the extensions.
"""

import re
import zipfile
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtailmedia.forms import BaseMediaForm

MOST_FILM_BYTES = 50 * 1024 * 1024
MOST_ENTRIES = 5000
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
OLD_OFFICE = [(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")]
JPEG, ISO_MEDIA, OGG = [(0, b"\xff\xd8\xff")], [(4, b"ftyp")], [(0, b"OggS")]
# Extension → where which bytes stand; one of them has to.
SIGNS: dict[str, list[tuple[int, bytes]]] = {
    "pdf": [(0, b"%PDF-")],
    **dict.fromkeys(("doc", "xls", "ppt", "wps", "et", "dps"), OLD_OFFICE),
    "png": [(0, b"\x89PNG\r\n\x1a\n")], "jpg": JPEG, "jpeg": JPEG, "gif": [(0, b"GIF8")], "webp": [(8, b"WEBP")],
    "mp4": ISO_MEDIA, "m4v": ISO_MEDIA, "m4a": ISO_MEDIA, "webm": [(0, b"\x1a\x45\xdf\xa3")], "ogv": OGG, "ogg": OGG,
    "mp3": [(0, b"ID3"), *((0, bytes((0xFF, mark))) for mark in (0xFB, 0xFA, 0xF3, 0xF2))],
    "wav": [(8, b"WAVE")], "aac": [(0, b"\xff\xf1"), (0, b"\xff\xf9")], "flac": [(0, b"fLaC")],
}  # fmt: skip
# Extension → what the names in the archive begin with.
PACKED = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/", "ofd": "OFD.xml"}
WRITTEN = ("txt", "csv")


def is_what_it_says(file: BinaryIO, name: str) -> bool:
    """Whether the content fits the extension of `name`; never for an extension that is not known here."""
    kind = name.rsplit(".", 1)[-1].lower()
    file.seek(0)
    if kind in PACKED:
        return _holds(file, PACKED[kind])
    if kind in WRITTEN:
        return _is_text(file.read())
    head = file.read(64)
    file.seek(0)
    return any(head[place : place + len(sign)] == sign for place, sign in SIGNS.get(kind, ()))


def _holds(file: BinaryIO, wanted: str) -> bool:
    """Whether it is an archive with such a part, and no macro in it."""
    try:
        names = zipfile.ZipFile(file).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    finally:
        file.seek(0)
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return len(names) <= MOST_ENTRIES and not macros and any(name.startswith(wanted) for name in names)


def _is_text(data: bytes) -> bool:
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            return not CONTROL.search(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return False


def checked(file, most_bytes: int | None = None):
    """The file of a form field. Raises ValidationError for a new one whose content is something else, or too much."""
    if not isinstance(file, UploadedFile):
        return file  # the one that was there
    if most_bytes and file.size > most_bytes:
        raise ValidationError(_("文件超过 %s MB，请压缩后再上传。") % (most_bytes // 1024 // 1024))
    if not is_what_it_says(file, file.name):
        kind = file.name.rsplit(".", 1)[-1][:10]
        message = _("内容不是 .%s 文件，或者带有宏。请用原来的软件打开，另存一份再上传。")
        raise ValidationError(message % kind)
    return file


class LibraryDocumentForm(BaseDocumentForm):
    """A document of the library."""

    def clean_file(self):
        return checked(self.cleaned_data["file"])


class LibraryMediaForm(BaseMediaForm):
    """A film or a sound of the library, with a still picture."""

    def clean_file(self):
        return checked(self.cleaned_data["file"], MOST_FILM_BYTES)

    def clean_thumbnail(self):
        return checked(self.cleaned_data["thumbnail"], MOST_FILM_BYTES // 10)


class PictureField(WagtailImageField):
    """Wagtail's field for a picture, which it opens; one that cannot be opened is refused, and a vast one not even opened."""

    def check_image_pixel_size(self, f):
        try:
            f.image.f.seek(0)
            width, height = Image.open(f.image.f).size  # of the head: nothing is unpacked yet
            if width * height > self.max_image_pixels:
                raise Image.DecompressionBombError
            super().check_image_pixel_size(f)
        except ValidationError:
            raise
        except Image.DecompressionBombError:
            most = self.max_image_pixels // 10_000
            raise ValidationError(_("图片太大，最多 %s 万像素。请缩小后再上传。") % most) from None
        except Exception as error:  # each format breaks in its own way
            raise ValidationError(_("图片不完整或已损坏，打不开。请用看图软件另存一份再上传。")) from error


class LibraryImageForm(BaseImageForm):
    """A picture of the library."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if given := self.fields.get("file"):  # Wagtail makes it for every form base, and leaves it out of some
            self.fields["file"] = PictureField(label=given.label, required=given.required, widget=given.widget)
