"""The player in a real Chromium: what it says, on which screens, and what becomes of answers that come too late."""

import json
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from exams.errors import ExamProblem
from exams.models import Attempt, LateResponse, Sitting
from exams.services.create_fixed_paper import create_fixed_paper
from exams.services.grant_accommodation import grant_accommodation
from exams.services.publish_paper import publish_paper
from exams.services.sign_paper import sign_paper
from exams.services.start_attempt import start_attempt
from exams.services.submit_attempt import submit_attempt
from exams.services.suspend_attempt import resume_attempt, suspend_attempt
from exams.services.take_over_attempt import take_over_attempt
from tests.browser import scrolls_sideways
from tests.cast import PASSWORD
from tests.exams.exam_stories import open_now, questions
from tests.question_bank.bank_stories import approved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CASE = {
    "kind": "case_study",
    "content": {
        "stem": "请看材料作答。", "documents": [{"name": "申请表", "face": ["签名：（空白）"]}],
        "sub_questions": [
            {"id": "s1", "kind": "single_choice", "points": 2,
             "content": {"stem": "缺什么？", "options": [{"id": "A", "text": "签名"}, {"id": "B", "text": "照片"}]}},
        ],
    },
    "key": {"subs": {"s1": {"correct": ["A"]}}, "explanations": {}},
}  # fmt: skip
BARE = "[isSecureContext, typeof crypto.subtle, typeof navigator.serviceWorker]"
ON_THIS_DEVICE = """() => new Promise((done) => { const open = indexedDB.open('exams-outbox'); open.onsuccess = () => {
  const all = open.result.transaction(['changes', 'meta']), found = [];
  for (const name of ['changes', 'meta']) all.objectStore(name).getAll().onsuccess = (event) => found.push(...event.target.result);
  all.oncomplete = () => done(found.map((row) => JSON.stringify(row))); }; })"""
PASTED = """() => { const data = new DataTransfer(); data.setData("text/plain", "粘贴的话");
  document.querySelector("[data-question]").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true })); }"""
PACE = """async () => {
  const { Pace } = await import("/static/exams/pace.js"), said = [];
  const pace = new Pace({ limits: { 1: 60 }, used: { 1: 30 }, say: (part) => said.push(part) });
  for (const [part, now] of [["1", 0], ["1", 20000], ["1", 40000], ["2", 99000], ["1", 100000], ["1", 120000]]) pace.tick(part, now);
  return [said, pace.used["1"]];
}"""
WOKEN = """async () => {
  const { Drain } = await import("/static/exams/drain.js"); let woken = 0;
  new (class extends Drain { wake() { woken += 1; } })({ waiting: [] }, "", () => {});
  dispatchEvent(new Event("online"));
  document.dispatchEvent(new Event("visibilitychange"));
  return woken;
}"""
SAVED = "#saved-text:has-text('已存到服务器')"


def paper_with_a_case(cast):
    rows = [(question.current_version, 2) for question in questions(cast, 3)]
    rows.append((approved(cast, **CASE).current_version, 2))
    paper = create_fixed_paper(title="带案例的卷", node=cast.hall, by=cast.officer, questions=rows)
    publish_paper(paper=paper, by=cast.officer)
    return sign_paper(paper=paper, by=cast.officer_b)


def begun(page, sitting, person, *, wait: bool = True) -> Attempt:
    attempt = start_attempt(sitting_id=sitting.pk, person=person).attempt
    page.goto(page.live_url + reverse("exams:attempt", args=[attempt.pk]))
    if wait:
        page.wait_for_selector("#player[data-ready]")
    return attempt


def choose(page, number: int) -> None:
    page.locator(f'[data-number="{number}"] label.opt').first.click()


def with_minutes_left(minutes: int):
    """A route that lets the server say that so many minutes (and a moment) are left."""

    def answer(route):
        now = timezone.now()
        ends = now + timedelta(minutes=minutes, seconds=0.5)
        news = {"state": "in_progress", "server_time": now.isoformat(), "deadline": ends.isoformat(), "messages": []}
        route.fulfill(body=json.dumps(news), content_type="application/json")

    return answer


def refusing(code: str, status: int):
    """A route that refuses with that code, in the words of the product."""
    problem = ExamProblem(code)
    document = {"code": code, "title": problem.title, "detail": problem.advice}

    def answer(route):
        sent = route.request.post_data_json["responses"]
        newer = [{"question": each["question"], "seq": each["seq"] + 1} for each in sent]
        route.fulfill(
            status=status, body=json.dumps(document | {"newer": newer}), content_type="application/problem+json"
        )

    return answer


def test_at_a_desk_it_speaks_at_ten_five_and_one_and_keeps_what_is_written(cast, page_for):
    page = page_for(cast.learner, inner=True)
    begun(page, open_now(cast, version=paper_with_a_case(cast)), cast.learner)
    assert page.evaluate(BARE) == [False, "undefined", "undefined"]
    assert "不支持加密暂存" in page.inner_text("#notices")  # over plain http it says how answers are kept
    for minutes in (10, 5, 1):
        page.unroute("**/pulse*")
        page.route("**/pulse*", with_minutes_left(minutes))
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_selector(f"#timer-say:text-is('还剩 {minutes} 分钟')", state="attached")
    page.unroute("**/pulse*")
    page.keyboard.press("1")
    page.keyboard.press("f")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(SAVED)
    page.click("summary:has-text('键盘快捷键')")
    assert "选第几个选项" in page.inner_text("dl.kv")
    page.click("summary:has-text('草稿纸')")
    page.fill("#scratch", "先看材料")
    page.wait_for_timeout(600)
    page.click(".navcard [data-go] >> nth=3")
    documents, asked = page.locator(".case__text").bounding_box(), page.locator(".case__subs").bounding_box()
    assert documents["x"] + documents["width"] <= asked["x"] and abs(documents["y"] - asked["y"]) < 40  # beside
    assert page.evaluate(PACE) == [["1"], 90]  # the suggested time of a part is said once, and counts over a reload
    assert page.evaluate(WOKEN) == 2  # online again, in sight again
    page.reload()
    page.wait_for_selector("#player[data-ready]")
    assert page.input_value("#scratch") == "先看材料"
    first = page.locator(".navcard [data-go]").first
    assert "done" in first.get_attribute("class") and "flag" in first.get_attribute("class")
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("#lease[open]")
    assert "同一时间只能在一处作答" in other.inner_text("#lease")
    other.click('[data-do="take-over"]')
    page.wait_for_selector("#lease[open]")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_selector("#lease[open]")  # it cannot be waved away
    assert page.troubles == []
    away_and_back(other)
    wait_for_notes(["focus_lost", "paste", "second_device"])
    offline_then_handed_in(other)


def test_a_save_refused_after_the_take_over_does_not_take_the_pen_away_again(cast, page_for):
    page = page_for(cast.learner)
    attempt = begun(page, open_now(cast), cast.learner)
    held = []
    page.route("**/responses", lambda route: route.continue_() if held else held.append(route))
    choose(page, 1)
    page.wait_for_timeout(300)
    assert len(held) == 1, "the save is on its way"
    take_over_attempt(attempt_id=attempt.pk, person=cast.learner, client="another-device")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("#lease[open]")
    page.click('[data-do="take-over"]')
    page.wait_for_selector("#lease:not([open])", state="attached")
    held[0].continue_()
    page.wait_for_selector(SAVED)
    assert not page.evaluate("document.getElementById('lease').open")
    assert attempt.responses.exclude(value=None).count() == 1
    assert page.troubles == []


def away_and_back(page) -> None:
    """To another window for a second and back, then something is pasted."""
    page.evaluate("dispatchEvent(new Event('blur'))")
    page.wait_for_timeout(1100)
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.evaluate(PASTED)


def wait_for_notes(kinds: list[str]) -> None:
    until(lambda: sorted(Attempt.objects.get().integrity_events.values_list("kind", flat=True)) == kinds)


def until(what, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def offline_then_handed_in(page) -> None:
    """Handed in while the network is away: it waits; gone back to the questions it is taken back; purged once it is in."""
    page.context.set_offline(True)
    page.click(".navcard [data-go] >> nth=1")
    choose(page, 2)
    page.wait_for_selector("#saved-text:has-text('本机待同步 1 题')")
    assert any('"plain"' in row for row in page.evaluate(ON_THIS_DEVICE))
    page.click(".exambar [data-do='hand-in']")
    page.click("[data-do='confirm']")
    page.wait_for_selector("#sub-state:has-text('请稍候')")
    page.click("#sub [data-close]")
    page.context.set_offline(False)
    page.wait_for_selector(SAVED)
    page.wait_for_timeout(500)
    assert Attempt.objects.get().state == "in_progress"
    page.click(".exambar [data-do='hand-in']")
    page.click("[data-do='confirm']")
    page.wait_for_selector("text=已交卷。")
    assert page.evaluate(ON_THIS_DEVICE) == []


def test_on_a_phone_in_large_type_forward_only_nothing_is_cut_off(cast, page_for):
    grant_accommodation(person=cast.learner, by=cast.officer, reason="视力", large_type=True)
    page = page_for(cast.learner, width=360)
    sitting = open_now(cast, version=paper_with_a_case(cast), order=Sitting.Order.FORWARD)
    begun(page, sitting, cast.learner)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    cut = "[...document.querySelectorAll('.exam-foot .btn:not([hidden])')].some((b) => b.scrollWidth > b.clientWidth)"
    for number in range(1, 5):
        assert not scrolls_sideways(page) and not page.evaluate(cut), number
        if number < 4:
            page.click('[data-do="next"]')
    assert not page.is_visible('[data-do="back"]')
    page.keyboard.press("ArrowLeft")
    assert page.is_visible('[data-number="4"]')
    stands_still_and_goes_on(page, cast)
    page.set_viewport_size({"width": 683, "height": 384})  # 1366 × 768 at 200 %
    assert not scrolls_sideways(page)
    assert page.evaluate("getComputedStyle(document.querySelector('.exam-foot')).position") == "static"


def stands_still_and_goes_on(page, cast) -> None:
    """An officer stops the clock: the paper is out of sight, also for who opens the page anew, and comes back by itself."""
    attempt = Attempt.objects.get()
    suspend_attempt(attempt_id=attempt.pk, by=cast.officer, reason="消防演练")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("#notice-suspended:has-text('计时已停')")
    assert not page.is_visible(".exam-cols") and not scrolls_sideways(page)
    resume_attempt(attempt_id=attempt.pk, by=cast.officer)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector("#notices:has-text('考试时间已延长')")
    assert page.is_visible(".exam-cols") and not page.is_visible("#notice-suspended")
    suspend_attempt(attempt_id=attempt.pk, by=cast.officer, reason="消防演练")

    def go_on(route):
        resume_attempt(attempt_id=attempt.pk, by=cast.officer)
        route.continue_()

    page.route("**/pulse", go_on, times=1)
    page.reload()
    page.wait_for_selector("#player[data-ready]")
    assert page.is_visible('[data-number="3"]') and not page.is_visible('[data-number="1"]'), (
        "not what it cannot change"
    )


# The player leaves its page a few seconds after it has said why: what it said is kept for whoever looks later.
REMEMBER_NOTICES = """new MutationObserver(() => { sessionStorage.notices = document.getElementById('notices').textContent; })
  .observe(document.getElementById('notices'), { childList: true })"""


def test_answers_that_come_back_after_the_end_are_put_aside_whether_the_page_stayed_open_or_not(cast, page_for):
    sitting = open_now(cast, [cast.learner, cast.cover], count=2)
    for person, closed in ((cast.learner, False), (cast.cover, True)):
        page = page_for(person)
        attempt = begun(page, sitting, person)
        page.route("**/responses", lambda route: route.abort())
        page.route("**/pulse*", lambda route: route.abort())
        choose(page, 1)
        page.wait_for_selector("#saved-text:has-text('本机待同步 1 题')")
        past = timezone.now() - timedelta(minutes=1)
        Attempt.objects.filter(pk=attempt.pk).update(
            started_at=past - timedelta(hours=1), deadline_at=past, accept_until=past
        )
        page.evaluate(REMEMBER_NOTICES)
        page.unroute("**/responses")
        page.unroute("**/pulse*")
        if closed:
            page.reload()
            page.wait_for_selector("#late:has-text('已送到服务器另行留存')")
        else:
            page.evaluate("dispatchEvent(new Event('online'))")
            page.wait_for_selector("#late", state="attached")
            assert "晚到的作答会另行留存" in page.evaluate("sessionStorage.notices")
        page.wait_for_url("**/exams/attempts/*/")
        page.wait_for_selector("#late[data-done]", state="attached")
        assert LateResponse.objects.filter(attempt=attempt, reason="late", number=1).count() == 1
        left = page.evaluate(
            "new Promise((done) => { const open = indexedDB.open('exams-outbox'); open.onsuccess = () => { const all ="
            " open.result.transaction('changes').objectStore('changes').count(); all.onsuccess = () => done(all.result); }; })"
        )
        assert left == 0


def test_a_device_that_was_taken_over_while_it_was_away_brings_everything_it_wrote(cast, page_for):
    """More than one batch, and the attempt was handed in on the other device meanwhile: all of it is put aside."""
    page = page_for(cast.learner)
    attempt = begun(page, open_now(cast, count=2), cast.learner)
    choose(page, 1)
    page.wait_for_selector(".saved--ok")
    page.context.set_offline(True)
    options = page.locator('[data-number="1"] label.opt')
    for turn in range(CHANGES):
        options.nth((turn + 1) % 2).click()
    page.wait_for_selector("#saved-text:has-text('本机待同步 1 题')")
    take_over_attempt(attempt_id=attempt.pk, person=cast.learner, client="another-device")
    submit_attempt(attempt_id=attempt.pk, person=cast.learner, last_seq={"another-device": 0})
    page.evaluate(REMEMBER_NOTICES)
    page.context.set_offline(False)
    page.wait_for_url("**/exams/attempts/*/")
    page.wait_for_selector("#late[data-done]", state="attached")
    assert "晚到的作答会另行留存" in page.evaluate("sessionStorage.notices")
    aside = LateResponse.objects.filter(attempt=attempt, reason="other_device")
    assert aside.count() == CHANGES and aside.order_by("-seq").first().seq == CHANGES + 1


CHANGES = 60  # more than the player sends at once


REFUSALS = [  # code, status, what the player says; one of each way in which it answers (drain.js has the tables)
    ("bad_seq", 400, "请刷新页面再试"), ("wrong_shape", 400, "第 1 题没有存上"), ("too_large", 413, "请缩短作答后再保存"),
    ("seq_behind", 409, "服务器保留较新的一份，不用处理"), ("busy", 503, "可以继续答题"),
    ("suspended", 409, "计时已停"),
    ("not_signed_in", 401, "请在新窗口重新登录"), ("sitting_cancelled", 409, "不需要再作答"),
]  # fmt: skip


def test_signed_out_in_the_middle_one_signs_in_beside_it_and_goes_on(cast, page_for):
    page = page_for(cast.learner)
    attempt = begun(page, open_now(cast, count=2), cast.learner)
    Session.objects.all().delete()
    choose(page, 1)
    page.wait_for_selector("#signin[open]:has-text('作答还在这台设备上')")
    with page.context.expect_page() as opened:
        page.click("#signin a")
    beside = opened.value
    beside.fill("[name=login]", cast.learner.username)
    beside.fill("[name=password]", PASSWORD)
    beside.keyboard.press("Enter")
    beside.wait_for_url(lambda url: "/login/" not in url)
    beside.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.wait_for_selector(SAVED)
    page.wait_for_selector("#signin:not([open])", state="attached")
    assert Attempt.objects.get() == attempt and attempt.responses.get().number == 1
    assert not attempt.integrity_events.exists()  # signing in is no leaving


def test_every_refusal_is_said_in_words_with_what_to_do(cast, page_for):
    page = page_for(cast.learner)
    begun(page, open_now(cast, count=2), cast.learner)
    for place, (code, status, words) in enumerate(REFUSALS):
        page.route("**/responses", refusing(code, status), times=1)
        page.locator('[data-number="1"] label.opt').nth(place % 3).click()
        page.locator("#notices, dialog[open]", has_text=words).first.wait_for(state="visible", timeout=8000)
        if code != "sitting_cancelled":
            page.wait_for_selector(SAVED)  # sent again by itself, or taken back: the player goes on
            page.wait_for_selector("dialog[open]", state="detached")
