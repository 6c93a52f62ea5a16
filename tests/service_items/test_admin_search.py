"""A Chinese word is found wherever it stands in a title, on both databases, in the admin as on the site."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Site

from tests.courses.library import make_course
from tests.service_items.catalogue import address, make_item

WORDS = ("政务", "受理怎么")


@pytest.fixture
def library(cast):
    course = make_course(cast)
    course.page.title = "政务大厅容缺受理怎么办"
    course.page.save_revision().publish()
    get_image_model().objects.create(
        title="政务大厅容缺受理怎么办图", file=get_test_image_file(), uploaded_by_user=cast.trainer
    )
    get_document_model().objects.create(
        title="政务大厅容缺受理怎么办表", file=ContentFile(b"text", name="a.txt"), uploaded_by_user=cast.trainer
    )
    make_item("I77", "政务大厅容缺受理怎么办事项", node=cast.hall, pinyin="zwdt")


def test_found_in_pages_pictures_documents_and_items(cast, library, sign_in):
    client = sign_in(cast.trainer)
    places = {
        "/cms/pages/search/results/": "政务大厅容缺受理怎么办",
        "/cms/images/results/": "政务大厅容缺受理怎么办图",
        "/cms/documents/results/": "政务大厅容缺受理怎么办表",
        address("list_results"): "政务大厅容缺受理怎么办事项",
    }
    for path, title in places.items():
        for words in WORDS:
            assert title in client.get(path, {"q": words}).content.decode(), (path, words)
        assert title not in client.get(path, {"q": "不存在"}).content.decode(), path
    assert Page.objects.search("办 容缺").count() == Page.objects.autocomplete("缺受理").count() == 1


def test_items_are_chosen_by_a_word_in_the_middle_and_by_initials(cast, library, sign_in):
    client = sign_in(cast.trainer)
    for words in ("容缺受理", "zwdt", "I77"):
        found = client.get("/cms/snippets/choose/service_items/serviceitem/results/", {"q": words})
        assert found.status_code == 200 and "政务大厅" in found.content.decode(), words


def test_the_admin_names_the_hall_and_not_the_machine(cast, library, sign_in):
    assert Site.objects.get(is_default_site=True).site_name == "云窗学堂"
    page = sign_in(cast.admin).get("/cms/").content.decode()
    assert "localhost" not in page
