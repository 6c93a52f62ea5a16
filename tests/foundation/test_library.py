"""A trainer puts documents, pictures and films into the library; what is something else than it says is refused in words,
and nothing of it is handed out where it could run."""

import io
import struct
import zipfile
import zlib

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection
from wagtailmedia.models import get_media_model

from foundation.library import PACKED, SIGNS, WRITTEN
from tests.courses.library import make_course

PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def packed(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


def picture(kind="PNG", size=(8, 8)) -> bytes:
    target = io.BytesIO()
    Image.new("L", size).save(target, kind)
    return target.getvalue()


def vast_picture(side: int) -> bytes:
    """A white png of `side` × `side` pixels in few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\0" * (side * (side // 8 + 1)))
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


NOISY = Image.effect_noise((64, 64), 80)


def half_a_picture(kind: str) -> bytes:
    target = io.BytesIO()
    NOISY.save(target, kind)
    return target.getvalue()[: target.tell() // 2]


WORD = packed("[Content_Types].xml", "word/document.xml")
FILM = b"\0\0\0\x18ftypmp42" + b"\0" * 80
GOOD = {
    "documents": [
        ("政策.pdf", b"%PDF-1.7 x"), ("表.docx", WORD), ("公文.ofd", packed("OFD.xml")), ("说明.txt", "一次告知".encode("gb18030")),
        ("旧表.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 80), ("样表.png", picture()),
    ],
    "images": [("图.png", picture()), ("图.jpg", picture("JPEG"))],
    "media": [("片.mp4", FILM)],
}  # fmt: skip
BAD = {
    "documents": [
        ("页.html", PAGE), ("图.svg", DRAWING), ("程序.exe", b"MZ"), ("政策.pdf", PAGE), ("政策.pdf.js", b"alert(1)"),
        ("表.docx", packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")), ("表.docx", packed("xl/a")),
        ("表.docx", b"PK\x03\x04broken"), ("说明.txt", b"\x7fELF\x02\x01\x01\0\0"), ("样表.png", PAGE),
        ("大.pdf", b"%PDF-1.7" + b"0" * settings.WAGTAILDOCS_MAX_UPLOAD_SIZE),
    ],
    "images": [
        ("图.svg", DRAWING), ("图.png", PAGE), ("图.png", picture("JPEG")), ("图.bmp", picture("BMP")),
        ("洪水.png", picture(size=(8000, 8000))), ("洪水.png", vast_picture(20_000)),
        *((f"半张.{kind.lower()}", half_a_picture(kind)) for kind in ("PNG", "JPEG", "GIF", "WEBP")),
        *((f"头.{kind.lower()}", half_a_picture(kind)[:40] + b"rubbish" * 40) for kind in ("PNG", "JPEG", "GIF", "WEBP")),
    ],
    "media": [("片.mp4", PAGE), ("页.html", PAGE), ("片.svg", DRAWING), ("片.webm", FILM)],
}  # fmt: skip
MODELS = {"documents": get_document_model(), "images": get_image_model(), "media": get_media_model()}


def ways_in(kind: str) -> list[tuple[str, str]]:
    """The form of the list and the one in the editor's window: address and the prefix of its fields."""
    if kind == "media":
        return [(reverse("wagtailmedia:add", args=["video"]), ""),
                (reverse("wagtailmedia:chooser_upload", args=["video"]), "media-chooser-upload-")]  # fmt: skip
    app, word = f"wagtail{'docs' if kind == 'documents' else kind}", kind[:-1]
    chooser = f"wagtail{'docs' if kind == 'documents' else kind}_chooser:create"
    return [(reverse(f"{app}:add"), ""), (reverse(chooser), f"{word}-chooser-upload-")]


def put(client, kind: str, name: str, data: bytes, way: int = 0):
    address, prefix = ways_in(kind)[way]
    fields = {"title": name, "file": SimpleUploadedFile(name, data), "collection": Collection.get_first_root_node().pk}
    fields |= {"duration": "1"} if kind == "media" else {}
    return client.post(address, {prefix + field: value for field, value in fields.items()})


@pytest.fixture
def trainer(cast, sign_in):
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    make_course(cast)  # opens the library to trainers
    return sign_in(cast.trainer)


@pytest.mark.parametrize("kind", MODELS)
def test_what_is_what_it_says_is_taken_and_everything_else_is_refused_both_ways_in(trainer, kind):
    for way in (0, 1):
        for name, data in BAD[kind]:
            answer = put(trainer, kind, name, data, way)
            assert not MODELS[kind].objects.exists(), (name, way)
            assert answer.status_code in (200, 422) and b"error" in answer.content, (name, way)
        for name, data in GOOD[kind]:
            put(trainer, kind, name, data, way)
        assert MODELS[kind].objects.count() == len(GOOD[kind]), way
        MODELS[kind].objects.all().delete()


def test_the_refusal_is_said_in_plain_chinese(trainer):
    assert "内容不是 .pdf 文件" in put(trainer, "documents", "政策.pdf", PAGE).content.decode()
    assert "内容不是 .mp4 文件" in put(trainer, "media", "片.mp4", PAGE).content.decode()


def put_several(client, data: bytes) -> dict:
    """The answer to one of the pictures that are dropped onto the page for several."""
    fields = {
        "title": "图",
        "files[]": SimpleUploadedFile("图.png", data),
        "collection": Collection.get_first_root_node().pk,
    }
    address = reverse("wagtailimages:add_multiple")
    return client.post(address, fields, headers={"x-requested-with": "XMLHttpRequest"}).json()


def test_a_picture_that_is_damaged_or_too_large_is_refused_in_plain_chinese_every_way_in(trainer):
    for data, said in (
        (half_a_picture("PNG"), "图片不完整或已损坏"),
        (vast_picture(20_000), "图片太大，最多 5000 万像素"),
    ):
        assert said in put(trainer, "images", "图.png", data).content.decode()
        assert said in str(put(trainer, "images", "图.png", data, way=1).json())
        assert said in put_several(trainer, data)["error_message"]


def test_several_good_pictures_are_taken_and_given_their_titles(trainer):
    answer = put_several(trainer, picture())
    address = reverse("wagtailimages:edit_multiple", args=[answer["image_id"]])
    fields = {
        f"image-{answer['image_id']}-title": "窗口",
        f"image-{answer['image_id']}-collection": Collection.get_first_root_node().pk,
    }
    assert trainer.post(address, fields, headers={"x-requested-with": "XMLHttpRequest"}).json()["success"]
    assert get_image_model().objects.get().title == "窗口"
    edit = reverse("wagtailimages:edit", args=[answer["image_id"]])
    assert trainer.post(edit, {"title": "大厅", "collection": Collection.get_first_root_node().pk}).status_code == 302
    assert get_image_model().objects.get().title == "大厅"


def test_a_film_too_large_and_a_still_that_is_a_page_are_refused(trainer, monkeypatch):
    monkeypatch.setattr("foundation.library.MOST_FILM_BYTES", 60)
    assert "文件超过" in put(trainer, "media", "片.mp4", FILM).content.decode()
    monkeypatch.undo()
    fields = {"title": "片", "duration": "1", "collection": Collection.get_first_root_node().pk}
    files = {"file": SimpleUploadedFile("片.mp4", FILM), "thumbnail": SimpleUploadedFile("图.png", PAGE)}
    trainer.post(reverse("wagtailmedia:add", args=["video"]), fields | files)
    assert not get_media_model().objects.exists()


def test_every_extension_that_is_let_in_is_looked_into():
    media = settings.WAGTAILMEDIA["VIDEO_EXTENSIONS"] + settings.WAGTAILMEDIA["AUDIO_EXTENSIONS"]
    assert {*settings.WAGTAILDOCS_EXTENSIONS, *media} <= {*SIGNS, *PACKED, *WRITTEN}


@pytest.mark.parametrize(
    ("name", "inline"), [("a.html", False), ("a.svg", False), ("a.js", False), ("a.txt", False), ("a.pdf", True)]
)
def test_a_document_that_could_run_is_never_shown_in_the_browser(trainer, name, inline):
    """Also one that came in before the rule, or by hand."""
    document = get_document_model().objects.create(title=name, file=ContentFile(PAGE, name))
    answer = trainer.get(document.url)
    assert answer["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert answer["X-Content-Type-Options"] == "nosniff" and "default-src 'none'" in answer["Content-Security-Policy"]
