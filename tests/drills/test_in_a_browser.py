"""A whole case on a phone, and the workshop without a mouse, in a real Chromium."""

import pytest
from playwright.sync_api import expect

from drills.models import Run
from drills.play import position_of
from tests.browser import axe_violations, scrolls_sideways
from tests.drills.cases import case, ways_to_endings

pytestmark = pytest.mark.browser


def sound(page) -> None:
    assert axe_violations(page) == []
    assert not scrolls_sideways(page)
    assert page.troubles == []


def test_a_whole_case_on_a_phone_to_the_debrief(cast, publish, page_for):
    publish("D01")
    page = page_for(cast.learner, width=360)
    page.goto("/drills/")
    sound(page)
    page.get_by_role("link", name="看情景").click()
    sound(page)
    page.get_by_role("button", name="开始演练").click()
    run = Run.objects.get()
    way = ways_to_endings(case("D01"), run.seed)["e_complaint"]
    kinds = set()
    for scene_id, move in way:
        expect(page.locator(".strip h1")).to_contain_text(f"第 {position_of(Run.objects.get()).step} 幕")
        kind = next(scene["kind"] for scene in case("D01")["scenes"] if scene["id"] == scene_id)
        if kind not in kinds:
            sound(page)
        kinds.add(kind)
        for document, mark in move.get("marks", {}).items():
            page.locator(f"label:has(input[name='mark-{document}'][value='{mark}'])").click()
        for point in move.get("points", []):
            page.locator(f"input[name='point'][value='{point}']").check()
        if "choice" in move:
            page.locator(f"input[name='choice'][value='{move['choice']}']").check()
        page.locator("#move button[type='submit']").click()
    assert kinds >= {"dialogue", "document_check", "notice"}
    page.wait_for_url("**/debrief/")
    expect(page.locator("h1")).to_contain_text("变成了一张12345工单")
    expect(page.locator(".path--diff").first).to_be_visible()
    sound(page)
    page.get_by_role("link", name="模拟训练").first.click()
    expect(page.locator("main")).to_contain_text("上次")


def test_a_case_is_played_by_keyboard_and_in_the_dark(cast, publish, page_for):
    publish("D05")
    page = page_for(cast.learner, color_scheme="dark")
    page.goto("/drills/D05/")
    page.get_by_role("button", name="开始演练").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/*/")
    page.locator("input[name='choice']").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[name='choice']").nth(1)).to_be_checked()
    sound(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="就这么办")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".strip h1")).to_contain_text("第 2 幕")
    page.get_by_role("button", name="撤回上一步").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".strip h1")).to_contain_text("第 1 幕")


def test_a_desk_left_unfinished_is_not_sent(cast, publish, page_for):
    from drills.services.decide import decide
    from drills.services.start_run import start_run

    run = start_run(scenario=publish("D01"), by=cast.learner, seed=1)
    for number, choice in enumerate(("s1_d", "s2_a", "s3_c"), start=1):
        decide(run=run, number=number, move={"choice": choice}, by=cast.learner)
    page = page_for(cast.learner, width=360)
    page.goto(f"/drills/runs/{run.pk}/")
    page.get_by_text("翻一下事项手册").click()
    expect(page.locator("details.hint p")).to_contain_text("核心材料")
    page.get_by_role("button", name="就这么办").click()
    assert page.locator("fieldset.seg input:invalid").count() > 0
    expect(page.locator(".strip h1")).to_contain_text("第 4 幕")


def test_the_workshop_needs_no_mouse(cast, publish, page_for):
    scenario = publish("D01")
    page = page_for(cast.trainer)
    page.goto(f"/cms/drills/{scenario.pk}/")
    page.get_by_role("button", name="加一个场景").focus()
    page.keyboard.press("Enter")
    expect(page.locator("fieldset#s10")).to_be_visible()
    page.get_by_role("button", name="上移 s10").focus()
    page.keyboard.press("Enter")
    expect(page.locator("fieldset.drill-part").nth(17)).to_have_attribute("id", "s10")
    page.get_by_role("link", name="编辑 s10").focus()
    page.keyboard.press("Enter")
    page.get_by_label("标题").fill("新的一幕")
    page.get_by_role("button", name="加一个选项").focus()
    page.keyboard.press("Enter")
    expect(page.locator("fieldset#s10_c")).to_be_visible()
    expect(page.get_by_label("标题")).to_have_value("新的一幕")
