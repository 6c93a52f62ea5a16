"""With a citizen waiting, a look-up that cannot answer says why."""

import pytest
from playwright.sync_api import expect

from tests.service_items.catalogue import make_item

pytestmark = pytest.mark.browser


@pytest.fixture
def page(cast, page_for):
    make_item()
    page = page_for(cast.learner)
    page.goto("/items/lookup/")
    page.fill("#q", "gaol")
    expect(page.locator("#found-said")).to_contain_text("没有找到")
    page.fill("#q", "高龄")
    expect(page.locator("#found")).to_contain_text("I04 高龄津贴")
    return page


def test_after_the_session_ended_it_says_so_and_leads_to_signing_in_and_back(page):
    page.context.clear_cookies()
    page.fill("#q", "高龄津")
    expect(page.locator("#found-said")).to_contain_text("登录已经结束")
    expect(page.locator("#found")).to_be_empty()
    page.locator("#found-said a").click()
    page.wait_for_url("**/accounts/login/?next=/items/lookup/**")


def test_away_from_the_network_it_says_so_and_finds_again_afterwards(page):
    page.context.set_offline(True)
    page.fill("#q", "高龄津")
    expect(page.locator("#found-said")).to_contain_text("连不上")
    page.context.set_offline(False)
    page.fill("#q", "高龄津贴")
    expect(page.locator("#found")).to_contain_text("I04 高龄津贴")
