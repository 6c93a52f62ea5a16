"""Pictures in a trainer's Word file come along, private and without what the camera wrote into them."""

import io
from pathlib import Path

import pytest
from django.urls import reverse
from docx import Document
from PIL import Image

from question_bank.models import Bank, Question, QuestionMedia
from question_bank.services.import_questions import import_questions

FILES = Path(__file__).parent / "files"


def word_file(*, spoiled: bool = False) -> bytes:
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "金丝雀 of the camera"
    Image.new("RGB", (40, 30), (10, 120, 90)).save(picture, "JPEG", exif=exif)
    picture.seek(0)
    document = Document()
    document.add_paragraph("1. 图里的印章是谁的？")
    document.add_paragraph().add_run().add_picture(picture)
    for line in (
        "A. 街道",
        "B. 社区",
        "答案：A",
        "2. 没有图的题？",
        "A. 甲",
        "B. 乙",
        "答案：" + ("Z" if spoiled else "B"),
    ):
        document.add_paragraph(line)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.fixture
def bank(cast) -> Bank:
    return Bank.objects.create(slug="b", name="题库", node=cast.hall)


def test_a_picture_is_stored_apart_from_the_public_files_and_shown_only_to_those_in_scope(cast, bank, client):
    report = import_questions(bank=bank, data=word_file(), file_name="a.docx", by=cast.trainer)
    assert (report.imported, report.errors) == (2, [])
    media = QuestionMedia.objects.get()
    first = Question.objects.get(code="Q-0001")
    assert media.question == first
    assert first.draft.content["images"] == [{"token": media.token, "alt": ""}]
    with media.file.open("rb") as file:
        stored = file.read()
    assert Image.open(io.BytesIO(stored)).size == (40, 30) and "金丝雀".encode() not in stored

    address = reverse("question_bank:media", args=[media.token])
    client.force_login(cast.trainer)
    assert client.get(address)["Content-Type"] == "image/jpeg"
    client.force_login(cast.stranger_trainer)
    assert client.get(address).status_code == 404


def test_a_refused_file_leaves_no_picture_behind(cast, bank, settings):
    before = set(Path(settings.PRIVATE_MEDIA_ROOT).rglob("*")) if Path(settings.PRIVATE_MEDIA_ROOT).exists() else set()
    report = import_questions(bank=bank, data=word_file(spoiled=True), file_name="a.docx", by=cast.trainer)
    assert report.errors and not QuestionMedia.objects.exists()
    after = set(Path(settings.PRIVATE_MEDIA_ROOT).rglob("*")) if Path(settings.PRIVATE_MEDIA_ROOT).exists() else set()
    assert after == before


def test_pictures_go_out_with_moodle_and_are_named_where_they_cannot(cast, bank):
    from question_bank.formats import moodle_reader
    from question_bank.services.export_questions import export_questions

    import_questions(bank=bank, data=word_file(), file_name="a.docx", by=cast.trainer)
    moodle = export_questions(bank=bank, format="moodle-xml", by=cast.trainer)
    assert moodle.losses == []
    assert [len(question.images) for question in moodle_reader.read(moodle.data, {}).questions] == [1, 0]
    sheet = export_questions(bank=bank, format="xlsx", by=cast.trainer)
    assert [(loss["where"], loss["code"]) for loss in sheet.losses] == [("Q-0001", "images")]


def test_a_picture_that_no_browser_shows_refuses_its_question_only():
    from question_bank.formats import docx_reader, images

    kept, images_kept = docx_reader.kept, []

    def refuse_first(data, alt=""):
        images_kept.append(alt)
        raise images.BadImage("bad_image")

    docx_reader.kept = refuse_first
    try:
        parsed = docx_reader.read(word_file(), {})
    finally:
        docx_reader.kept = kept
    assert [(problem.where, problem.code) for problem in parsed.problems] == [("paragraph:1", "bad_image")]
    assert [question.content["stem"] for question in parsed.questions] == ["没有图的题？"] and images_kept
