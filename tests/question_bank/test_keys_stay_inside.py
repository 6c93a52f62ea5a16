"""No page or API that a candidate can open shows a key, an explanation or a marking note of a question not yet answered."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import Page, ReferenceIndex, Revision, RevisionMixin
from wagtail.search.index import Indexed
from wagtail.snippets.models import get_snippet_models

from foundation.registries import search
from question_bank import admin_urls
from question_bank.models import QuestionMedia
from question_bank.permissions import may_see_media, register_media_rule
from question_bank.registries import check_doors
from question_bank.services.copy_question import copy_question
from question_bank.services.make_check import make_check
from question_bank.services.start_draft import start_draft
from tests.exams.exam_stories import open_now, started
from tests.question_bank.bank_stories import EXPLANATION_CANARY, NOTES_CANARY, approve, approved, single, write

CANARIES = (EXPLANATION_CANARY, NOTES_CANARY, "答案里的金丝雀九九六")
STEM = "题干里的金丝雀一二三"
DOORS = (
    "/", "/questions/", "/questions/practice/", "/questions/mistakes/", "/questions/enquiries/", "/questions/enquiries/ask/",
    f"/search/?q={STEM}", f"/questions/enquiries/?q={STEM}", "/exams/", "/learning/",
    "/drills/", "/items/", "/me/data/", "/api/v1/openapi.json", "/cms/", "/cms/questions/", "/sitemap.xml",
)  # fmt: skip


def crawl(client, doors, most=120):
    """Every page that the links of `doors` lead to, as text by address."""
    waiting, seen = list(doors), {}
    while waiting and len(seen) < most:
        address = waiting.pop(0)
        if address in seen:
            continue
        response = client.get(address, follow=True)
        seen[address] = "" if response.streaming else response.content.decode(errors="replace")
        for link in re.findall(r'href="(/[^"#]*)', seen[address]):
            if not link.startswith(("/static/", "/accounts/logout", "/i18n/", "/media/", "/documents/")):
                waiting.append(link.replace("&amp;", "&"))
    return seen


@pytest.fixture
def bank(cast, monkeypatch):
    """Questions of every standing, and a check on one, to which some page leads everybody."""
    monkeypatch.setitem(check_doors._doors, "tests", lambda user, check: True)
    fill = {
        "kind": "fill_in", "content": {"stem": f"{STEM}____", "blanks": [{}]},
        "key": {"blanks": [{"answers": [CANARIES[2]]}]},
    }  # fmt: skip
    both, exam = approved(cast, **fill), approved(cast, **{**fill, "pool": "exam"})
    write(cast, **single(stem=STEM))
    make_check(title="政策签收", kind="policy", questions=[both], pass_count=1)
    return both, exam


@pytest.mark.parametrize("person", ["learner", "stranger", "officer", "manager"])
def test_a_crawl_finds_no_canary(cast, bank, sign_in, person):
    client = sign_in(getattr(cast, person))
    check = bank[0].check_entries.get().check_set
    client.post("/questions/practice/start/", {"mode": "needed"})
    pages = crawl(client, [*DOORS, f"/questions/checks/{check.pk}/"])
    assert len(pages) >= len(DOORS)
    assert [(address, canary) for address, text in pages.items() for canary in CANARIES if canary in text] == []
    shown = {address for address, text in pages.items() if STEM in text}
    assert shown <= {
        "/questions/practice/",
        f"/questions/checks/{check.pk}/",
        *(door for door in DOORS if "q=" in door),
    }


def test_the_crawl_would_notice(cast, bank, sign_in):
    page = sign_in(cast.trainer).get(reverse("question_bank:preview", args=[bank[0].pk]) + "?key=1").content.decode()
    assert EXPLANATION_CANARY in page


def test_site_search_never_finds_a_question(cast, bank):
    for person in (cast.learner, cast.trainer):
        found = search.find(person, STEM)
        assert not any(found.values())


def test_pictures_open_for_those_who_may_see_the_question_and_for_nobody_else(cast, bank, sign_in):
    both, exam = bank
    pictures = {
        question: QuestionMedia.objects.create(question=question, content_type="image/png", sha256="0" * 64, alt="图")
        for question in bank
    }
    for picture in pictures.values():
        picture.file.save("x", BytesIO(b"\x89PNG"))
    address = {question: f"/questions/media/{picture.token}/" for question, picture in pictures.items()}
    assert sign_in(cast.learner).get(address[both]).status_code == 200
    assert sign_in(cast.learner).get(address[exam]).status_code == 404
    assert sign_in(cast.stranger_trainer).get(address[exam]).status_code == 404
    response = sign_in(cast.trainer).get(address[exam])
    assert response.status_code == 200 and response["Cache-Control"] == "private, no-store"
    register_media_rule("tests", lambda user, question_id: user == cast.learner and question_id == exam.pk)
    assert may_see_media(cast.learner, exam) and not may_see_media(cast.cover, exam)
    register_media_rule("tests", lambda user, question_id: False)
    assert "/media/" not in pictures[exam].file.name and pictures[exam].token in pictures[exam].file.name


def test_nothing_but_the_two_tables_of_keys_holds_a_key_or_an_explanation(cast, bank, sign_in, deliver):
    """After every way of working with a question: no revision row, reference index, search index, notice, fact, session
    or audit entry has its secret either."""
    both, _exam = bank
    copy_question(question=both, by=cast.trainer)
    start_draft(question=both, by=cast.trainer)
    client = sign_in(cast.trainer)
    for path in (f"/cms/questions/{both.pk}/", f"/cms/questions/{both.pk}/edit/", "/cms/questions/?q=金丝雀"):
        assert client.get(path).status_code == 200
    approve(cast, both)
    learner = sign_in(cast.learner)
    learner.post("/questions/practice/start/", {"mode": "one", "key": str(both.pk)})
    learner.get("/questions/practice/")
    started(cast.learner, open_now(cast)).answer(1)
    deliver()
    secrets = {"question_bank.draftkey", "question_bank.versionkey"}
    holding = {
        model._meta.label_lower
        for model in apps.get_models(include_auto_created=True)
        if any(canary in str(row) for row in model._base_manager.values() for canary in CANARIES)
    }
    assert holding == secrets  # both hold some: the look would have found it elsewhere


def test_wagtail_knows_no_question(cast, bank, sign_in):
    ours = set(apps.get_app_config("question_bank").get_models())
    assert not ours & set(get_snippet_models())
    assert not any(issubclass(model, (Indexed, RevisionMixin, Page)) for model in ours)
    types = ContentType.objects.get_for_models(*ours).values()
    assert not ReferenceIndex.objects.filter(content_type__in=types).exists()
    assert not Revision.objects.filter(content_type__in=types).exists()
    addresses = {str(each.pattern) for each in admin_urls.urlpatterns}
    assert not [address for address in addresses if "chooser" in address]
    client = sign_in(cast.trainer)
    for path in (
        "/cms/api/main/pages/",
        "/cms/api/main/images/",
        "/cms/api/main/documents/",
        f"/cms/pages/search/?q={STEM[:5]}",
    ):
        assert STEM not in client.get(path).content.decode(), path
    public = [
        path
        for path in Path(settings.MEDIA_ROOT).rglob("*")
        if "question" in str(path.relative_to(settings.MEDIA_ROOT))
    ]
    assert public == []
