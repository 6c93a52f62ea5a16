"""Writing a question at a desk and practising on a phone, in a real Chromium."""

from random import Random

import pytest
from playwright.sync_api import expect

from question_bank.models import PracticeAnswer, Question, WrongAnswer
from question_bank.question_types import get
from question_bank.services.create_question import create_question
from tests.browser import axe_violations, scrolls_sideways
from tests.question_bank.bank_stories import approve, approved, make_bank, single, write
from tests.question_bank.test_question_fragments import EVERY

pytestmark = pytest.mark.browser


def test_a_trainer_writes_two_questions_without_the_mouse(cast, page_for):
    bank = make_bank(cast)
    first = create_question(bank=bank, kind="single_choice", content={"stem": ""}, key={}, by=cast.trainer)
    page = page_for(cast.trainer)
    page.goto(f"/cms/questions/{first.pk}/edit/")
    expect(page.locator("#k-stem")).to_be_focused()
    page.keyboard.type("容缺受理由谁签承诺？")
    for text in ("申请人", "窗口主任"):
        page.keyboard.press("Tab")
        if text == "申请人":
            page.keyboard.press("Space")
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    expect(page.locator("#saved")).to_contain_text("草稿存于")
    expect(page.frame_locator("#preview").locator(".q__stem")).to_have_text("容缺受理由谁签承诺？")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: f"/{first.pk}/" not in url)
    draft = Question.objects.get(pk=first.pk).draft
    assert [option["text"] for option in draft.content["options"]] == ["申请人", "窗口主任"]
    assert draft.key_row.key == {"correct": ["A"]}
    expect(page.locator("#k-stem")).to_be_focused()
    assert Question.objects.count() == 2


def test_a_learner_practises_every_kind_on_a_phone(cast, page_for):
    for kind, (content, key, _value) in EVERY.items():
        approve(cast, write(cast, kind=kind, content=content, key=key))
    page = page_for(cast.learner, width=360)
    page.goto("/questions/")
    assert axe_violations(page) == [] and not scrolls_sideways(page)
    for question in Question.objects.all():
        page.goto("/questions/")
        page.request.post("/questions/practice/start/", form={"mode": "one", "key": str(question.pk),
            "csrfmiddlewaretoken": page.locator("[name=csrfmiddlewaretoken]").first.input_value()})  # fmt: skip
        page.goto("/questions/practice/")
        assert axe_violations(page) == [], question.kind
        assert not scrolls_sideways(page), question.kind
        page.get_by_role("button", name="不会，看解析").click()
        expect(page.get_by_role("heading", name="练习 1 / 1")).to_be_visible()
        assert axe_violations(page) == [] and not scrolls_sideways(page), question.kind
    assert page.troubles == []


def test_a_mistake_on_a_phone_comes_back_at_the_end_and_goes_into_the_notebook(cast, page_for):
    approved(cast, **single(stem="唯一一问", correct="B"))
    page = page_for(cast.learner, width=360)
    page.goto("/questions/")
    page.get_by_role("button", name="开始练").click()
    page.get_by_text("十日").click()
    page.get_by_role("button", name="答好了，看解析").click()
    expect(page.locator(".pill")).to_contain_text("不对")
    page.get_by_label("看错题").check()
    page.get_by_role("button", name="下一题").click()
    expect(page.get_by_role("heading", name="再答一次错的")).to_be_visible()
    page.get_by_text("五日").click()
    page.get_by_role("button", name="答好了，看解析").click()
    page.get_by_role("button", name="看这一组的结果").click()
    expect(page.get_by_text("第一遍答对 0 / 1 题。")).to_be_visible()
    assert PracticeAnswer.objects.filter(counted=True).count() == 1
    assert WrongAnswer.objects.get().reason == "misread"
    page.goto("/questions/mistakes/")
    assert axe_violations(page) == [] and not scrolls_sideways(page) and page.troubles == []


@pytest.mark.parametrize("kind", EVERY)
def test_the_players_script_reads_and_writes_what_the_server_reads(cast, page_for, kind):
    content, key, value = EVERY[kind]
    question = approve(cast, write(cast, kind=kind, content=content, key=key))
    page = page_for(cast.trainer)
    page.goto(f"/questions/preview/{question.pk}/")
    script = """async (value) => {
      const {readValue, writeValue} = await import("/static/question_bank/response_values.js");
      const root = document.querySelector("[data-question-kind]");
      const before = readValue(root); writeValue(root, value); const after = readValue(root);
      writeValue(root, null); return [before, after, readValue(root)];
    }"""
    _shown, ids = get(kind).disguise(content, Random(cast.trainer.pk))
    read = page.evaluate(script, disguised(kind, value, ids))
    assert read[0] is None and read[2] is None
    got = get(kind).restore(read[1], ids)
    assert (sorted(got) if kind == "multiple_choice" else got) == value


def disguised(kind, value, ids):
    """The value in the ids of the page, by trying every id back."""
    back = {true: new for new, true in ids.items() if "/" not in new}
    if kind == "case_study":
        inner = {true: new.split("/")[1] for new, true in ids.items() if new.startswith("s3/")}
        return {"s1": True, "s2": "o1", "s3": {inner["1"]: inner["a"], inner["2"]: inner["b"]}}
    if kind == "document_check":
        return {"marks": {back[name]: state for name, state in value["marks"].items()}, "decision": back["2"]}
    if kind == "matching":
        lefts = {true: new for new, true in ids.items() if new.startswith("l")}
        rights = {true: new for new, true in ids.items() if new.startswith("r")}
        return {lefts[left]: rights[right] for left, right in value.items()}
    if isinstance(value, list):
        return [back.get(each, each) for each in value]
    return back.get(value, value) if isinstance(value, str) else value
