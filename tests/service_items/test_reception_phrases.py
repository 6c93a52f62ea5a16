"""What one says at the window, and what one does not."""

from service_items.models import ReceptionPhrase, ServiceRule
from tests.service_items.catalogue import make_item
from tests.service_items.test_handbook import PDF, text_of

EDIT = "/cms/reception-phrases/edit/{}/"


def told(cast) -> ReceptionPhrase:
    rule = ServiceRule.objects.create(code="R02", name="一次性告知")
    phrase = ReceptionPhrase.objects.create(moment="notice", occasion="材料不齐", words="一共缺两样，都写在这张单上。")
    phrase.rules.add(rule)
    ReceptionPhrase.objects.create(moment="never", words="补齐再来", instead="一次写清缺什么")
    return phrase


def test_a_clerk_reads_them_moment_by_moment_at_a_fixed_cost(cast, sign_in, django_assert_max_num_queries):
    told(cast)
    client = sign_in(cast.learner)
    assert 'href="/items/phrases/"' in client.get("/items/lookup/").content.decode()
    for number in range(20):
        ReceptionPhrase.objects.create(moment="greet", words=f"您好 {number}")
    with django_assert_max_num_queries(9):
        page = client.get("/items/phrases/").content.decode()
    assert page.index("迎接") < page.index("材料不齐") < page.index("不说的话")
    assert "一次性告知" in page and "<del>补齐再来</del>" in page and "<ins>一次写清缺什么</ins>" in page


def test_they_are_the_last_chapter_of_the_pocket_book_if_one_wants_them(cast, sign_in, tmp_path):
    told(cast)
    make_item()
    client = sign_in(cast.learner)
    assert 'name="phrases"' in client.get("/items/handbook/").content.decode()
    pages = text_of(client.get(PDF, {"item": "I04", "phrases": "1"}).content, tmp_path)
    assert "接待用语" in pages[1] and "一共缺两样" in pages[-1] and "一次写清缺什么" in pages[-1]
    assert "接待用语" not in "".join(text_of(client.get(PDF, {"item": "I04"}).content, tmp_path))


def test_who_administers_the_whole_tree_changes_them_and_nobody_else(cast, sign_in):
    phrase = told(cast)
    said = {
        "moment": "notice",
        "occasion": "材料不齐",
        "words": "一共缺两样，您看第一样。",
        "instead": "",
        "position": "1",
    }
    for person in (cast.learner, cast.trainer, cast.manager):
        sign_in(person).post(EDIT.format(phrase.pk), said)
        phrase.refresh_from_db()
        assert "都写在" in phrase.words, person
    assert sign_in(cast.admin).post(EDIT.format(phrase.pk), said).status_code == 302
    phrase.refresh_from_db()
    assert phrase.words == "一共缺两样，您看第一样。"
