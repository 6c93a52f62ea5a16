"""Search over the whole site asks every app with the person's own eyes."""

import pytest

from foundation.registries import search
from foundation.registries.search import Hit


@pytest.fixture
def findable(monkeypatch, cast):
    def items(user, query, limit):
        return [Hit("事项", "I04 高龄津贴", "/items/I04/", "80 岁以上")] if query in "高龄津贴" else []

    def drafts(user, query, limit):
        return [Hit("草稿", "还没发布的题", "/x/")] if user == cast.trainer else []

    monkeypatch.setattr(search, "_sources", {"items": items, "drafts": drafts})


def test_a_learner_finds_by_part_of_a_word(cast, sign_in, findable):
    page = sign_in(cast.learner).get("/search/", {"q": "高龄"}).content.decode()
    assert 'href="/items/I04/"' in page
    assert "80 岁以上" in page
    assert "找到 1 条" in page
    assert "还没发布的题" not in page


def test_nothing_found_says_what_to_try(cast, sign_in, findable):
    page = sign_in(cast.learner).get("/search/", {"q": "没有这个"}).content.decode()
    assert "没有找到" in page


def test_a_blank_search_shows_only_the_box(cast, sign_in, findable):
    page = sign_in(cast.learner).get("/search/", {"q": "   "}).content.decode()
    assert "没有找到" not in page
    assert "找到" not in page.split("<main")[1].split("</main>")[0]


def test_the_query_is_shown_as_text(cast, sign_in, findable):
    page = sign_in(cast.learner).get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert(1)" not in page


def test_a_very_long_query_is_cut(cast, sign_in, findable):
    assert sign_in(cast.learner).get("/search/", {"q": "长" * 5000}).status_code == 200


def test_what_stands_lowest_in_the_house_is_shown_first(cast, sign_in, monkeypatch):
    """Apps register from the top down; with a citizen waiting the service item comes before lessons and cases."""
    sources = {
        name: lambda user, query, limit, name=name: [Hit(name, f"{name}：津贴", "/x/")] for name in ("课时", "事项")
    }
    monkeypatch.setattr(search, "_sources", sources)
    page = sign_in(cast.learner).get("/search/", {"q": "津贴"}).content.decode()
    assert page.index("事项：津贴") < page.index("课时：津贴")
