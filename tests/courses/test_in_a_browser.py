"""A clerk on a phone of 360 px studies a lesson, takes its check, and tests out of another course."""

import pytest
from playwright.sync_api import expect

from courses.models import Completion, LessonCompletion
from tests.browser import axe_violations, scrolls_sideways
from tests.courses.library import make_course
from tests.policies.library import draft_policy, publish

pytestmark = pytest.mark.browser

BODY = [
    {"type": "heading", "value": "四个条件，一个都不能少"},
    {"type": "text", "value": "<p>少了它，还能不能判断？</p>"},
    {"type": "steps", "value": {"steps": ["看清单", "看主要材料"]}},
    {"type": "figure", "value": {"file": "four-looks.svg", "alt": "材料四看", "caption": "材料四看"}},
    {"type": "table", "value": {"caption": "怎么走", "head": "情形 | 做什么", "rows": "本窗口 | 直接办\n别的窗口 | 带过去"}},
    {"type": "callout", "value": {"kind": "red_line", "title": "不代签", "text": "签名由本人写。"}},
    {"type": "dialogue", "value": {"lines": [{"who": "群众", "line": "能先收下吗？"}, {"who": "窗口", "line": "您签承诺就行。"}]}},
    {"type": "clause", "value": {"law": "社会救助暂行办法", "clause": "第六十条", "summary": "及时办理或转交。", "mark": "law", "checked_on": "2026-11-21"}},
    {"type": "service_item_card", "value": {"code": "I04"}},
]  # fmt: skip


def fit(page) -> None:
    assert axe_violations(page) == []
    assert not scrolls_sideways(page)
    assert page.troubles == []


def answer_right(page) -> None:
    page.locator("label.opt", has_text="签承诺，先受理").click()
    with page.expect_navigation():
        page.get_by_role("button", name="交答案，看结果").click()


@pytest.fixture
def course(cast):
    from courses.services.freeze_course_version import freeze_course_version
    from foundation.page_tree import publish_page

    made = make_course(cast)
    made.first.body = BODY
    made.first = publish_page(page=made.first, by=cast.reviewer)
    freeze_course_version(course=made.page, by=cast.reviewer)
    return made


def test_studying_a_lesson_on_a_phone(cast, course, page_for, deliver):
    page = page_for(cast.learner, width=360)
    page.goto("/courses/")
    fit(page)
    page.locator("a.btn", has_text="开始学").click()
    expect(page.locator("h1")).to_have_text("课时 tolerance-one")
    fit(page)
    page.get_by_role("link", name="我会了，直接答题").click()
    answer_right(page)
    deliver()
    page.goto("/courses/tolerance/tolerance-one/")
    expect(page.get_by_text("本课已完成")).to_be_visible()
    fit(page)
    page.get_by_role("link", name="下一课：课时 tolerance-two").click()
    expect(page.locator("h1")).to_have_text("课时 tolerance-two")
    page.goto("/courses/tolerance/")
    expect(page.get_by_text("1 / 2 课已完成")).to_be_visible()
    fit(page)
    assert LessonCompletion.objects.get().person == cast.learner


def test_testing_out_by_pre_test_and_final_check(cast, course, page_for, deliver):
    page = page_for(cast.learner, width=360)
    page.goto("/courses/tolerance/")
    page.get_by_role("link", name="开始前测").click()
    fit(page)
    answer_right(page)
    page.get_by_role("link", name="做结业检测").click()
    answer_right(page)
    fit(page)
    deliver()
    page.goto("/courses/tolerance/")
    expect(page.locator(".page-head").get_by_text("先测通过")).to_be_visible()
    assert Completion.objects.get().how == Completion.How.TEST_OUT


def test_the_whole_lesson_by_keyboard(cast, course, page_for):
    page = page_for(cast.learner)
    page.goto("/courses/tolerance/tolerance-one/")
    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("input[type=radio]").first).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[type=radio]").nth(1)).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="交答案，看结果")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    fit(page)


def test_reading_and_acknowledging_a_policy_on_a_phone(cast, page_for, deliver):
    publish(cast, draft_policy(cast))
    page = page_for(cast.learner, width=360)
    page.goto("/policies/")
    fit(page)
    page.locator("a.btn", has_text="看改动并签收").click()
    expect(page.locator("ins")).to_have_text("二十")
    fit(page)
    answer_right(page)
    deliver()
    page.goto("/policies/p03/")
    expect(page.locator(".page-head").get_by_text("已签收")).to_be_visible()
    fit(page)


def test_the_managers_report_at_both_widths(cast, page_for):
    publish(cast, draft_policy(cast))
    for width in (1366, 360):
        page = page_for(cast.manager, width=width)
        page.goto("/policy/P03/report/")
        fit(page)
