"""An officer's way from the blueprint to the exam day in a real Chromium, with the keyboard, at a desk and on a phone."""

import pytest
from django.urls import reverse

from exams.models import Blueprint, PaperVersion, Sitting
from exams.services.sign_paper import sign_paper
from tests.browser import axe_violations, scrolls_sideways
from tests.exams.blueprint_stories import EASY, HARD, blueprint_of, stock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looked_at(page, *widths) -> None:
    """Nothing for axe to find and nothing cut off, at a desk and on a phone."""
    for width in widths or (360, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        assert axe_violations(page) == [], (width, page.url)
        assert not scrolls_sideways(page), (width, page.url)


def at(page, name: str, *args) -> None:
    page.goto(page.live_url + reverse(f"exams:{name}", args=args))


def test_from_the_blueprint_to_the_checklist(cast, page_for):
    stock(cast)
    row = blueprint_of(cast, ((EASY, 3, 2), (HARD, 2, 4)), state="draft", full_marks=20)
    page = page_for(cast.officer)
    at(page, "blueprint", row.pk)
    assert "各格合计 14 分，与满分 20 分不符" in page.inner_text("[role=alert]")
    page.click("main a:has-text('编辑')")
    page.focus('button[value="s0-c0:down"]')
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement?.value === 's0-c1:down'")  # the keyboard stays on the moved row
    assert [page.input_value(f"[name=s0-c{place}-count]") for place in (0, 1)] == ["2", "3"]
    page.fill("[name=s0-c1-count]", "6")
    looked_at(page)
    page.click("button.btn--main:has-text('保存并看覆盖')")
    page.wait_for_selector(".notice--good:has-text('检查通过')")
    looked_at(page)
    page.click("button:has-text('发布')")
    page.click("a:has-text('抽一份固定卷')")
    page.fill("[name=title]", "四季度卷")
    page.click("button:has-text('建草稿')")
    page.wait_for_selector("h1:has-text('四季度卷')")
    assert "8 题，合计 20 分" in page.inner_text(".page-head")
    looked_at(page, 360)
    page.click(".page-head button:has-text('提交签发')")
    page.click("dialog[open] button.btn--main")
    page.wait_for_selector(".page-head:has-text('待第二人签发')")
    sign_paper(paper=PaperVersion.objects.get().paper, by=cast.officer_b)
    at(page, "sitting_new")
    page.fill("[name=title]", "四季度考核")
    page.select_option("[name=paper_version]", index=1)
    page.select_option("[name=people_node]", label=str(cast.hall))
    page.click("button:has-text('排好并邀请')")
    page.wait_for_selector("h1:has-text('考前检查')")
    assert "提交，" in page.inner_text("main table") and "试考" in page.inner_text(".page-head")
    looked_at(page, 360)
    at(page, "officer_sitting", Sitting.objects.get().pk)
    looked_at(page, 360)
    assert page.troubles == [] and Blueprint.objects.get().state == "published"
