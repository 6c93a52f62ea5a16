"""Chinese words are found as they stand in titles and texts."""

from foundation.registries import search
from tests.courses.library import make_course


def hits(user, query):
    return [hit.title for hit in search.find(user, query)["courses"]]


def test_a_word_in_the_body_finds_the_lesson(cast):
    make_course(cast)
    assert hits(cast.learner, "还能不能判断") == ["课时 tolerance-one", "课时 tolerance-two"]


def test_a_word_in_the_title_finds_the_course(cast):
    make_course(cast)
    assert hits(cast.learner, "容缺") == ["容缺受理"]


def test_a_stranger_finds_nothing_of_another_hall(cast):
    make_course(cast)
    assert hits(cast.stranger, "容缺") == []
