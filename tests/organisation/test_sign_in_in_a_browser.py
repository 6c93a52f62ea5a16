"""Signing in and out in a real browser: one click fills a demo account, and signing out leaves nothing on a shared desk."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import axe_violations, scrolls_sideways
from tests.cast import PASSWORD

pytestmark = pytest.mark.browser
KEEP = """async () => { localStorage.kept = sessionStorage.kept = "x"; await (await caches.open("kept")).put("/x", new Response("x"));
  await new Promise((done) => { const open = indexedDB.open("exams-outbox", 1);
    open.onsuccess = () => { open.result.close(); done(); }; }); }"""
LEFT = """async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length,
  (await indexedDB.databases()).length].join()"""


def test_one_click_fills_the_demo_account_and_signing_out_is_one_press_lasting_and_clean(cast, page_for, settings):
    settings.DEMO, settings.DEMO_ACCOUNTS, settings.DEMO_PASSWORD = True, ("t1001", "t1003"), PASSWORD
    page = page_for(None, width=360)
    page.goto("/me/")
    page.wait_for_url("**/accounts/login/?next=/me/")
    assert axe_violations(page) == [] and not scrolls_sideways(page)
    page.get_by_label("工号或邮箱").fill("t1003")
    page.get_by_label("密码", exact=True).fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("还可以试 4 次")
    page.get_by_role("button", name="t1001").click()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^[^?]+/me/$"))
    page.evaluate(KEEP)
    assert page.evaluate(LEFT) == "1,1,1,1"
    page.locator("details.menu--account > summary").click()
    page.locator("details.menu--account button", has_text="退出登录").click()
    page.wait_for_url("**/accounts/login/**")
    page.wait_for_function(f"({LEFT})().then((left) => left === '0,0,0,0')")
    page.go_back()
    page.goto("/me/")
    page.wait_for_url("**/accounts/login/**")
    assert page.troubles == []


def test_where_plain_http_keeps_the_browser_from_clearing_the_page_does(cast, page_for):
    """Chromium heeds Clear-Site-Data only from an origin it trusts; a hall's inner address is none."""
    page = page_for(None)
    page.goto("/accounts/login/")
    page.evaluate(KEEP)
    page.context.add_cookies([{"name": "signed_out", "value": "1", "url": page.live_url}])
    page.goto("/accounts/login/")
    page.wait_for_function(f"({LEFT})().then((left) => left === '0,0,0,0')")
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "signed_out"]
