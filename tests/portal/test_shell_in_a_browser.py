"""The shell by keyboard, without scripts, and by people who read small print badly."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from foundation.notices import send_notice
from foundation.registries import tasks
from foundation.registries.tasks import Task
from tests.browser import axe_violations, scrolls_sideways
from training_site import navigation
from training_site.portal import deeds
from training_site.portal.views import home

pytestmark = pytest.mark.browser


def test_the_first_tab_leads_past_the_navigation(cast, page_for):
    page = page_for(cast.learner)
    page.goto("/me/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_account_menu_opens_and_closes_by_keyboard(cast, page_for):
    page = page_for(cast.learner)
    page.goto("/me/")
    summary = page.locator("details.menu--account > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.menu--account a").first).to_be_visible()
    assert axe_violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("details.menu--account a").first).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_dialog_opens_holds_the_focus_and_closes_by_keyboard(cast, page_for):
    page = page_for(cast.trainer)
    page.goto("/styleguide/")
    opener = page.locator("[data-open=sample-dialog]")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#sample-dialog")
    expect(dialog).to_be_visible()
    for _step in range(5):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_press_elsewhere_closes_the_menu(cast, page_for):
    page = page_for(cast.learner)
    page.goto("/me/")
    page.locator("details.menu--account > summary").click()
    page.locator("h1").click()
    expect(page.locator("details.menu--account a").first).to_be_hidden()


def test_on_a_phone_every_module_is_two_taps_away(cast, page_for):
    page = page_for(cast.manager, width=360)
    page.goto("/")
    page.locator(".tabbar a", has_text="我的").click()
    page.wait_for_url("**/me/")
    assert not scrolls_sideways(page)
    places = page.locator(".places a").all_inner_texts()
    assert {"课程中心", "在线考核", "工作台"} <= set(places)
    assert all(box["height"] >= 40 for box in (link.bounding_box() for link in page.locator(".tabbar a").all()))


def test_the_text_grows_as_soon_as_it_is_chosen_and_stays(cast, page_for):
    page = page_for(cast.learner)
    page.goto("/me/")
    page.locator("#me-size").select_option("largest")
    expect(page.locator("html")).to_have_attribute("data-size", "largest")
    page.goto("/notices/")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"


def test_without_scripts_settings_notices_and_menus_still_work(cast, page_for):
    send_notice(to=[cast.learner], title="成绩已发布", key="result-1")
    page = page_for(cast.learner, java_script_enabled=False)
    page.goto("/me/")
    page.locator("#me-theme").select_option("dark")
    page.locator("main .settings button").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("details.menu--account > summary").click()
    page.locator("details.menu--account a", has_text="通知").click()
    page.locator("main button", has_text="标为已读：成绩已发布").click()
    expect(page.locator(".page-head p")).to_have_text("都读过了")


def test_the_system_asking_for_dark_gets_it(cast, page_for):
    page = page_for(cast.learner, color_scheme="dark")
    page.goto("/me/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 23, 26)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_on_paper_there_is_only_the_matter(cast, page_for):
    page = page_for(cast.learner)
    page.goto("/my-data/")
    page.emulate_media(media="print")
    for frame in (".topbar", ".foot", ".tabbar"):
        expect(page.locator(frame)).to_be_hidden()


def test_the_language_changes_on_the_page_one_is_on(cast, page_for):
    page = page_for(cast.learner)
    page.goto("/notices/")
    page.locator(".foot button", has_text="English").click()
    page.wait_for_url(re.compile("/notices/$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".foot button", has_text="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


@pytest.fixture
def busy_day(cast, monkeypatch):
    """Tasks of every urgency, and the window look-up in place."""
    now = timezone.now()
    found = [
        Task(
            "政策签收",
            f"第 {days} 天的事，名字长到要换行才放得下的那一种",
            "/policies/",
            "看改动并签收",
            "看清一处改动。",
            due=now + timedelta(days=days),
        )
        for days in (-3, 0, 2, 9, 400)
    ] + [
        Task(
            "在线考核",
            "下月考核",
            "/exams/",
            "看考核说明",
            due=now + timedelta(days=30),
            starts=now + timedelta(days=20),
        )
    ]
    monkeypatch.setattr(tasks, "_sources", {"story": lambda user, at: found})
    for module in (navigation, home, deeds):
        monkeypatch.setattr(module, "leads_somewhere", lambda *place: True)


@pytest.mark.parametrize(("width", "theme"), [(1366, "light"), (360, "light"), (360, "dark")])
def test_a_busy_home_fits_and_is_accessible(cast, page_for, busy_day, width, theme):
    page = page_for(cast.learner, width=width, color_scheme=theme)
    page.goto("/")
    assert axe_violations(page) == []
    assert not scrolls_sideways(page)
    assert page.locator(".slip").count() == 6
    assert page.locator(".slip .btn--main").count() == 1


def test_one_key_leads_to_the_window_look_up_from_any_page(cast, page_for, busy_day):
    page = page_for(cast.learner)
    page.goto("/me/")
    page.keyboard.press("/")
    page.wait_for_url("**/items/lookup/")


def test_on_the_home_page_the_key_puts_the_cursor_into_the_box(cast, page_for, busy_day):
    page = page_for(cast.learner)
    page.goto("/")
    page.keyboard.press("/")
    expect(page.locator("#lookup-q")).to_be_focused()
    page.keyboard.type("sydj/")
    expect(page.locator("#lookup-q")).to_have_value("sydj/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/lookup/?q=sydj%2F")


def test_the_key_does_nothing_while_somebody_writes(cast, page_for, busy_day):
    page = page_for(cast.learner)
    page.goto("/suggestions/new/")
    page.locator("textarea").fill("a")
    page.keyboard.press("/")
    expect(page.locator("textarea")).to_have_value("a/")
