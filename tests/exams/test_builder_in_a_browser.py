"""An officer's way from the blueprint to the exam day in a real Chromium, with the keyboard, at a desk and on a phone."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.models import Blueprint, Candidacy, PaperVersion, Sitting
from exams.services.sign_paper import sign_paper
from tests.browser import axe_violations, scrolls_sideways
from tests.exams.blueprint_stories import EASY, HARD, blueprint_of, stock
from tests.exams.exam_stories import questions

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What pages do every quarter of a minute they do here every half second.
HASTE = "const every = setInterval; window.setInterval = (deed, wait, ...more) => every(deed, Math.min(wait, 500), ...more);"


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


def test_a_quick_exam_by_hand_the_waiting_room_and_the_live_page(cast, page_for):
    questions(cast, 5)
    officer, signer, candidate = page_for(cast.officer), page_for(cast.officer_b), page_for(cast.learner, width=360)
    for page in (officer, candidate):
        page.add_init_script(HASTE)
    pressed, began = [], time.monotonic()

    def press(page, what: str) -> None:
        pressed.append(what)
        page.click(what)

    officer.goto(officer.live_url)
    press(officer, "a:has-text('建一场快考')")
    officer.fill("[name=count]", "3")
    press(officer, "label:has-text('何晓岚')")
    press(officer, "button.btn--main:has-text('提交签发')")
    officer.wait_for_selector(".notice--warn:has-text('还没有第二人签发')")
    signer.goto(signer.live_url)
    press(signer, "a:has-text('核对并签发')")
    press(signer, "button:has-text('核对无误，签发')")
    signer.wait_for_selector(".page-head:has-text('已发布')")
    # one field filled in and five presses: a hand that thinks ten seconds about each has a minute done of the three
    assert len(pressed) <= 5 and time.monotonic() - began < 120
    Sitting.objects.update(opens_at=timezone.now() + timedelta(minutes=9))
    candidate.goto(candidate.live_url + reverse("exams:intro", args=[Sitting.objects.get().pk]))
    assert candidate.inner_text("[data-bell]")[:3] in ("09:", "08:")
    officer.wait_for_selector("td:has-text('候考')")  # nobody has pressed anything on the officer's page since
    Candidacy.objects.update(waiting_at=None)
    until = time.monotonic() + 5
    while Candidacy.objects.filter(waiting_at=None).exists():  # the waiting room says again that somebody is there
        assert time.monotonic() < until
        candidate.wait_for_timeout(100)
    Sitting.objects.update(opens_at=timezone.now() + timedelta(seconds=4))  # put forward: the page hears of that too
    candidate.click("button:has-text('开始考试')")  # it came by itself
    candidate.wait_for_selector("#player[data-ready]")
    officer.wait_for_selector("td:has-text('作答中')")
    officer.select_option("[name=candidacy]", label="何晓岚")
    officer.fill("[name=minutes]", "5")
    officer.fill("[name=reason]", "窗口断网")
    officer.click("button:has-text('延长时间')")
    officer.wait_for_selector("text=已给何晓岚延长 5 分钟")
    officer.fill("[name=text]", "第 2 题按新口径作答")
    officer.click("button:has-text('发出通知')")
    officer.wait_for_selector("text=已通知正在作答的人")
    candidate.evaluate("dispatchEvent(new Event('online'))")
    candidate.wait_for_selector("#notices:has-text('第 2 题按新口径作答')")
    candidate.wait_for_selector("#notices:has-text('延长')")
    candidate.click('[data-open="navd"]:visible')
    candidate.click('dialog[open] [data-do="hand-in"]')
    candidate.click('[data-do="confirm"]')
    # objective questions are marked at once, so the page may never have looked while the paper was only handed in
    officer.wait_for_selector("td:has-text('已交卷'), td:has-text('已评完')")
    looked_at(officer, 360)
    assert officer.troubles == signer.troubles == candidate.troubles == []
