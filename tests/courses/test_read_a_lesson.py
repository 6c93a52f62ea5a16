"""What a learner sees of a lesson, and what a stranger does not."""

from datetime import timedelta

from django.utils import timezone

from foundation.clock import local_date
from service_items.services.mark_changed import mark_changed
from tests.courses.library import answer, make_course


def test_a_lesson_shows_its_text_its_place_and_its_check(cast, sign_in):
    make_course(cast)
    page = sign_in(cast.learner).get("/courses/tolerance/tolerance-one/").content.decode()
    assert "少了它，还能不能判断？" in page
    assert "第 1 课" in page and "签承诺，先受理" in page
    assert "缺的是次要材料，可以容缺。" not in page  # the explanation waits for an answer


def test_answering_in_the_browser_finishes_the_lesson_and_offers_the_next(cast, sign_in, deliver):
    course = make_course(cast)
    client, check = sign_in(cast.learner), course.first.check_set
    question = check.entries.get().question_id
    client.get("/courses/tolerance/tolerance-one/")
    shown = next(entry["shown"] for entry in _shown_options(client, question) if entry["text"] == "签承诺，先受理")
    client.post(
        f"/questions/checks/{check.pk}/", {f"q{question}-value": shown, "next": "/courses/tolerance/tolerance-one/"}
    )
    deliver()
    page = client.get("/courses/tolerance/tolerance-one/").content.decode()
    assert "本课已完成" in page and "下一课：课时 tolerance-two" in page


def _shown_options(client, question):
    import re

    html = client.get("/courses/tolerance/tolerance-one/").content.decode()
    found = re.findall(rf'name="q{question}-value" value="([^"]+)".*?<span>([^<]+)</span></label>', html, re.S)
    return [{"shown": shown, "text": text} for shown, text in found]


def test_nobody_reads_without_signing_in(cast, client):
    make_course(cast)
    answer = client.get("/courses/tolerance/tolerance-one/")
    assert answer.status_code == 302 and "login" in answer.url


def test_another_halls_course_does_not_exist_for_a_stranger(cast, sign_in):
    make_course(cast)
    client = sign_in(cast.stranger)
    for address in ("/courses/tolerance/", "/courses/tolerance/tolerance-one/", "/learning/tolerance/pre-test/"):
        assert client.get(address).status_code == 404
    assert "容缺受理" not in client.get("/courses/").content.decode()


def test_a_changed_service_item_puts_a_banner_on_the_lesson(cast, sign_in):
    course = make_course(cast)
    today = local_date()
    mark_changed(
        item=course.item, severity="substantive", effective_on=today + timedelta(days=7), by=cast.trainer,
        cause_kind="policy", cause_key="P03",
    )  # fmt: skip
    client = sign_in(cast.learner)
    assert "起换新口径，在此之前按本课办" in client.get("/courses/tolerance/tolerance-one/").content.decode()
    course.item.changes.update(effective_on=today)
    assert "起口径有变，本课待更新" in client.get("/courses/tolerance/tolerance-one/").content.decode()
    assert "待更新" not in client.get("/courses/tolerance/tolerance-two/").content.decode()


def test_a_lesson_published_again_is_fresh_again(cast, sign_in):
    from foundation.page_tree import publish_page

    course = make_course(cast)
    mark_changed(
        item=course.item, severity="substantive", effective_on=local_date(), by=cast.trainer,
        cause_kind="policy", cause_key="P03", at=timezone.now() - timedelta(hours=1),
    )  # fmt: skip
    publish_page(page=course.first, by=cast.reviewer)
    assert "待更新" not in sign_in(cast.learner).get("/courses/tolerance/tolerance-one/").content.decode()


def test_progress_of_others_is_not_mine(cast, sign_in, deliver):
    course = make_course(cast)
    answer(course.first.check_set, cast.cover)
    deliver()
    assert "2 课，已完成 0 课" in sign_in(cast.learner).get("/courses/").content.decode()


def test_a_lesson_page_stays_within_twelve_queries(cast, sign_in, django_assert_max_num_queries):
    course = make_course(cast)
    client = sign_in(cast.learner)
    client.get("/courses/tolerance/tolerance-one/")
    with django_assert_max_num_queries(12):
        client.get("/courses/tolerance/tolerance-one/")
    assert course.first.live
