"""Films can be sought in, pictures need a signed-in person, and a small question answers at once."""

from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.documents import get_document_model
from wagtail.models import Collection
from wagtailmedia.models import get_media_model

from question_bank.models import CheckResult, WrongAnswer
from tests.courses.library import make_course, make_question

FILM = bytes(range(256)) * 40


@pytest.fixture
def film(db):
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    media = get_media_model()(title="讲解", type="video", duration=1)
    media.file.save("lesson.mp4", ContentFile(FILM), save=False)
    media.save()
    return media


def test_a_phone_gets_the_piece_of_the_film_that_it_asks_for(cast, sign_in, film):
    client, address = sign_in(cast.learner), f"/learning/media/{film.pk}/"
    piece = client.get(address, headers={"range": "bytes=100-199"})
    assert (piece.status_code, piece["Content-Range"]) == (206, f"bytes 100-199/{len(FILM)}")
    assert b"".join(piece.streaming_content) == FILM[100:200]
    tail = client.get(address, headers={"range": "bytes=-50"})
    assert b"".join(tail.streaming_content) == FILM[-50:]
    whole = client.get(address)
    assert whole["Accept-Ranges"] == "bytes" and b"".join(whole.streaming_content) == FILM
    assert client.get(address, headers={"range": "bytes=999999-"}).status_code == 416


def test_behind_nginx_the_site_only_says_which_file_after_its_check(cast, sign_in, client, film, settings):
    settings.MEDIA_ACCEL_PREFIX = "/protected/"
    address = f"/learning/media/{film.pk}/"
    answer = sign_in(cast.learner).get(address, headers={"range": "bytes=100-199"})
    assert answer.status_code == 200 and answer.content == b""
    assert answer["X-Accel-Redirect"] == f"/protected/media/{film.file.name}"
    name = default_storage.save("images/图 1.png", ContentFile(b"\x89PNG"))
    picture = client.get(f"/media/{name}")
    assert picture["X-Accel-Redirect"].isascii() and picture["X-Accel-Redirect"].startswith("/protected/media/images/")
    form = get_document_model()(title="申请表")
    form.file.save("申请表.docx", ContentFile(b"docx"))
    document = client.get(form.url)
    assert document["X-Accel-Redirect"] == f"/protected/media/{quote(form.file.name)}" and not document.streaming
    assert "attachment" in document["Content-Disposition"]
    settings.MEDIA_ACCEL_PREFIX = ""
    assert b"".join(client.get(form.url).streaming_content) == b"docx"
    settings.MEDIA_ACCEL_PREFIX = "/protected/"
    client.logout()
    for each in (address, f"/media/{name}", form.url):
        assert "X-Accel-Redirect" not in client.get(each)


def test_films_and_pictures_need_a_signed_in_person(client, film):
    assert client.get(f"/learning/media/{film.pk}/").status_code == 302
    assert client.get("/media/images/any.png").status_code == 302


def test_only_pictures_are_served_from_the_library(cast, sign_in):
    client = sign_in(cast.learner)
    for name, content in (("images/a.png", b"png"), ("images/a.svg", b"<svg/>"), ("documents/b.png", b"doc")):
        default_storage.delete(name)
        default_storage.save(name, ContentFile(content))
    assert client.get("/media/images/a.png").status_code == 200
    for refused in ("images/a.svg", "documents/b.png", "images/../documents/b.png", "images/none.png", "images/"):
        assert client.get(f"/media/{refused}").status_code == 404


def test_a_small_question_says_at_once_whether_it_was_right_and_keeps_no_result(cast, sign_in):
    version = make_question(cast, "small").current_version
    client = sign_in(cast.learner)
    wrong = client.post(f"/learning/self-check/{version.pk}/", {f"self-{version.pk}-value": "A", "next": "/courses/"})
    assert "缺的是次要材料，可以容缺。" in wrong.content.decode()
    assert WrongAnswer.objects.get().person == cast.learner
    right = client.post(
        f"/learning/self-check/{version.pk}/", {f"self-{version.pk}-value": "B", "next": "//evil.example"}
    )
    assert "回到课时" in right.content.decode() and "evil.example" not in right.content.decode()
    assert not CheckResult.objects.exists()


def test_the_block_shows_the_question_without_its_key(cast, sign_in):
    from foundation.page_tree import publish_page

    course = make_course(cast)
    make_question(cast, "small")
    course.first.body = [{"type": "self_check", "value": {"question": "lessons/small"}}]
    publish_page(page=course.first, by=cast.reviewer)
    page = sign_in(cast.learner).get("/courses/tolerance/tolerance-one/").content.decode()
    assert "small：少带一样次要材料，怎么办？" in page and "看看对不对" in page
    assert "缺的是次要材料，可以容缺。" not in page
