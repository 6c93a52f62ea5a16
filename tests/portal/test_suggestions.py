"""意见建议 can be said on every page and reaches those who look after the place."""

import pytest

from foundation.models import Notice
from tests.cast import make_person
from training_site.portal.models import Suggestion
from training_site.portal.selectors import suggestions_to_answer
from training_site.portal.services.answer_suggestion import answer_suggestion
from training_site.portal.services.send_suggestion import send_suggestion


@pytest.fixture
def said(cast):
    return send_suggestion(by=cast.learner, text="速查里少了一个事项", page="/items/lookup/")


def test_every_page_has_the_way_in(cast, sign_in):
    client = sign_in(cast.learner)
    for path in ("/", "/me/", "/my-data/", "/about/limits/", "/no-such-page/"):
        assert f"/suggestions/new/?from={path}" in client.get(path).content.decode()


def test_what_the_product_does_not_do_is_said_to_everybody_and_one_press_away(client, cast):
    page = client.get("/about/limits/").content.decode()
    for words in (
        "没有签到",
        "没有排行榜",
        "不统计在线时长",
        "考核不用学习时长作依据",
        "不采集人脸",
        "国办函〔2026〕12 号",
    ):
        assert words in page
    client.force_login(cast.learner)
    assert 'href="/about/limits/"' in client.get("/").content.decode()


def test_a_learner_says_it_from_a_page(cast, sign_in):
    client = sign_in(cast.learner)
    assert 'value="/items/lookup/"' in client.get("/suggestions/new/?from=/items/lookup/").content.decode()
    client.post("/suggestions/new/", {"text": "字太小", "page": "/items/lookup/"})
    said = Suggestion.objects.get()
    assert (said.person, said.node, said.page) == (cast.learner, cast.hall, "/items/lookup/")
    assert "字太小" in client.get("/suggestions/").content.decode()


def test_the_manager_and_the_administrator_above_are_told(cast, said):
    told = set(Notice.objects.filter(key=f"suggestion-{said.pk}").values_list("person__username", flat=True))
    assert told == {cast.manager.username, cast.admin.username}


def test_only_those_above_see_it(cast, said):
    below_only = make_person("t3001", "石桥管理者", cast.other_hall, "manager")
    sees = {name for name, person in cast.everyone().items() if suggestions_to_answer(person).exists()}
    assert sees == {"manager", "admin"}
    assert not suggestions_to_answer(below_only).exists()


@pytest.mark.parametrize(
    "page", ["javascript:alert(1)", "https://elsewhere.example/", "//elsewhere.example/", "data:,x"]
)
def test_a_page_that_is_none_of_ours_is_shown_and_not_linked(cast, sign_in, page):
    sign_in(cast.learner).post("/suggestions/new/", {"text": "看这里", "page": page})
    shown = sign_in(cast.manager).get("/suggestions/").content.decode()
    assert page in shown and f'href="{page}"' not in shown
    send_suggestion(by=cast.learner, text="看这里", page="/items/lookup/?q=津贴")
    assert 'href="/items/lookup/?q=津贴"' in sign_in(cast.manager).get("/suggestions/").content.decode()


def test_all_that_one_has_said_can_be_reached_page_by_page(cast, sign_in):
    for number in range(45):
        send_suggestion(by=cast.learner, text=f"第 {number} 条意见")
    client = sign_in(cast.learner)
    first, last = (client.get(f"/suggestions/{query}").content.decode() for query in ("", "?mine=3"))
    assert "第 44 条意见" in first and 'href="?mine=2"' in first
    assert "第 0 条意见" in last and "第 44 条意见" not in last
    manager = sign_in(cast.manager).get("/suggestions/?page=2&mine=1").content.decode()
    assert "第 20 条意见" in manager and 'href="?page=3&amp;mine=1"' in manager


def test_a_colleague_sees_neither_the_words_nor_the_form(cast, sign_in, said):
    client = sign_in(cast.cover)
    assert "速查里少了" not in client.get("/suggestions/").content.decode()
    assert client.post(f"/suggestions/{said.pk}/answer/", {"answer": "好"}).status_code == 404


def test_an_answer_is_given_once_and_reaches_the_person(cast, sign_in, said):
    client = sign_in(cast.manager)
    client.post(f"/suggestions/{said.pk}/answer/", {"answer": "下周补上"})
    client.post(f"/suggestions/{said.pk}/answer/", {"answer": "另一个答复"})
    said.refresh_from_db()
    assert (said.answer, said.answered_by) == ("下周补上", cast.manager)
    assert Notice.objects.get(person=cast.learner).body == "下周补上"
    assert not answer_suggestion(suggestion=said, by=cast.admin, answer="又一个")


def test_what_somebody_without_a_posting_says_reaches_administrators(cast):
    cast.learner.postings.all().delete()
    said = send_suggestion(by=cast.learner, text="我还没有岗位")
    assert said in suggestions_to_answer(cast.admin)
    assert said not in suggestions_to_answer(cast.manager)
