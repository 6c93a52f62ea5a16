"""A learner practises: what comes, when it comes back, and what the notebook keeps."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from organisation.models import Posting
from question_bank import practice
from question_bank.models import PracticeAnswer, PracticeCard, WrongAnswer
from question_bank.presenting import shown_to
from question_bank.services.answer_practice import answer_practice
from question_bank.services.note_wrong_answer import note_wrong_answer
from service_items.models import Duty, ServiceRule
from service_items.services.mark_changed import mark_changed
from tests.question_bank.bank_stories import EXPLANATION_CANARY, approved, make_item, single

NOW = timezone.now()


def pick(cast, mode="needed", key="", at=NOW, person=None):
    return practice.pick_round(person or cast.learner, mode=mode, key=key, at=at, rng=Random(1))


def covers(cast, code="I04"):
    Duty.objects.create(posting=Posting.objects.get(person=cast.learner), item=make_item(code), part="A")


def test_a_round_by_item_rule_and_topic(cast):
    rule = ServiceRule.objects.create(code="R04", name="容缺受理")
    one = approved(cast, **single(stem="甲问", service_items=[make_item()]))
    two = approved(cast, **single(stem="乙问", rules=[rule]))
    assert pick(cast, "item", "I04") == [one.pk]
    assert pick(cast, "rule", "R04") == [two.pk]
    assert pick(cast, "topic", "A1") == []


def test_what_i_need_is_due_then_wrong_then_new_of_my_items(cast):
    covers(cast)
    new = approved(cast, **single(stem="新题", service_items=[make_item()]))
    wrong = approved(cast, **single(stem="错题", service_items=[make_item("I09")]))
    due = approved(cast, **single(stem="到期", service_items=[make_item("I09")]))
    approved(cast, **single(stem="别人的事项", service_items=[make_item("I09")]))
    answer_practice(version=due.current_version, by=cast.learner, value="B", at=NOW - timedelta(days=5))
    note_wrong_answer(person=cast.learner, question=wrong, origin="exam")
    assert pick(cast) == [due.pk, wrong.pk, new.pk]


def test_a_right_answer_comes_back_in_days_a_wrong_one_sooner(cast):
    one = approved(cast, **single(stem="甲问", service_items=[make_item()]))
    answer_practice(version=one.current_version, by=cast.learner, value="B", at=NOW)
    assert PracticeCard.objects.get().due_at == NOW + timedelta(days=2)
    assert pick(cast) == [] and pick(cast, at=NOW + timedelta(days=2)) == [one.pk]
    answer_practice(version=one.current_version, by=cast.learner, value="B", at=NOW + timedelta(days=2))
    assert PracticeCard.objects.get().due_at == NOW + timedelta(days=13)


def test_the_day_holds_ten_minutes_and_no_more(cast):
    questions = [approved(cast, **single(stem=f"第 {place} 问")) for place in range(25)]
    assert len(pick(cast)) == 10
    for question in questions[:15]:
        answer_practice(version=question.current_version, by=cast.learner, value="B", at=NOW)
    assert len(pick(cast)) == 5
    for question in questions[15:20]:
        answer_practice(version=question.current_version, by=cast.learner, value="B", at=NOW)
    assert pick(cast) == [] and len(pick(cast, at=NOW + timedelta(days=1))) == 5


def test_questions_that_hint_at_each_other_never_meet_in_a_round(cast):
    for place in range(3):
        approved(cast, **single(stem=f"第 {place} 问", exclusion_group="五日"))
    assert len(pick(cast)) == 1


def test_stale_exam_and_retired_questions_stay_out(cast):
    approved(cast, **single(stem="考试用", pool="exam"))
    approved(cast, **single(stem="会过时", service_items=[make_item()]))
    mark_changed(item=make_item(), severity="procedural", effective_on=NOW.date(), by=None, cause_key="P01")
    assert pick(cast, at=NOW + timedelta(days=1)) == []


def test_a_repetition_moves_nothing(cast):
    one = approved(cast)
    answer_practice(version=one.current_version, by=cast.learner, value="C", at=NOW)
    before = PracticeCard.objects.get().due_at
    answer_practice(version=one.current_version, by=cast.learner, value="B", counted=False, at=NOW)
    assert PracticeCard.objects.get().due_at == before
    assert WrongAnswer.objects.get().cleared_at is None
    assert [row.counted for row in PracticeAnswer.objects.order_by("pk")] == [True, False]


def test_the_picker_asks_a_constant_number_of_queries(cast, django_assert_max_num_queries):
    covers(cast)
    for place in range(3):
        approved(cast, **single(stem=f"第 {place} 问", service_items=[make_item()]))
    with django_assert_max_num_queries(8) as few:
        pick(cast)
    for place in range(20):
        approved(cast, **single(stem=f"又 {place} 问", service_items=[make_item()]))
    with django_assert_max_num_queries(len(few)):
        pick(cast)


def true_to_shown(client, cast, version, value):
    state = client.session["practice_round"]
    occasion = f"{state['id']}-{state['repeats'].get(str(version.question_id), 0)}"
    shown = shown_to(cast.learner, version, occasion)
    return next(new for new, true in shown.ids.items() if true == value)


def test_a_round_explains_at_once_and_brings_the_failed_one_back_uncounted(cast, sign_in):
    one = approved(cast, **single(stem="唯一一问", legal_basis="行政许可法", clause="第三十二条"))
    version = one.current_version
    client = sign_in(cast.learner)
    client.post("/questions/practice/start/", {"mode": "needed"})
    page = client.get("/questions/practice/").content.decode()
    assert "唯一一问" in page and EXPLANATION_CANARY not in page and "第三十二条" not in page

    def give(value):
        shown = true_to_shown(client, cast, version, value)
        client.post("/questions/practice/answer/", {"version": version.pk, "p-value": shown})
        return client.get("/questions/practice/").content.decode()

    page = give("C")
    assert EXPLANATION_CANARY in page and "第三十二条" in page and "不对" in page
    client.post("/questions/practice/next/", {"reason": "misread"})
    assert WrongAnswer.objects.get().reason == "misread"
    assert "再答一次错的" in client.get("/questions/practice/").content.decode()
    assert "答对" in give("B")
    client.post("/questions/practice/next/")
    assert "第一遍答对 0 / 1 题" in client.get("/questions/practice/").content.decode()
    assert [(row.right, row.counted) for row in PracticeAnswer.objects.order_by("pk")] == [(False, True), (True, False)]


def test_a_written_answer_is_judged_by_the_person_beside_the_points(cast, sign_in):
    question = approved(
        cast, kind="short_answer", content={"stem": "怎么说？"},
        key={"marking_points": [{"text": "说清补正期限", "points": 2}]},
    )  # fmt: skip
    client = sign_in(cast.learner)
    client.post("/questions/practice/start/", {"mode": "one", "key": question.pk})
    assert "说清补正期限" not in client.get("/questions/practice/").content.decode()
    client.post("/questions/practice/answer/", {"version": question.current_version_id, "p-value": "请五日内补齐"})
    assert "说清补正期限" in client.get("/questions/practice/").content.decode()
    assert not PracticeAnswer.objects.exists()
    client.post("/questions/practice/judge/", {"verdict": "right"})
    assert PracticeAnswer.objects.get().right


def test_an_untouched_question_is_not_taken_for_wrong(cast, sign_in):
    question = approved(cast)
    client = sign_in(cast.learner)
    client.post("/questions/practice/start/", {"mode": "needed"})
    client.post("/questions/practice/answer/", {"version": question.current_version_id})
    assert not PracticeAnswer.objects.exists()
    client.post("/questions/practice/answer/", {"version": question.current_version_id, "give_up": "1"})
    assert PracticeAnswer.objects.get().right is False


def test_the_notebook_gathers_mistakes_and_hides_the_wording_of_exam_questions(cast, sign_in):
    open_one, secret = approved(cast, **single(stem="可以看的")), approved(cast, **single(stem="保密的题", pool="exam"))
    note_wrong_answer(person=cast.learner, question=open_one, origin="drill")
    note_wrong_answer(person=cast.learner, question=secret, origin="exam")
    note_wrong_answer(person=cast.cover, question=open_one, origin="exam")
    client = sign_in(cast.learner)
    page = client.get("/questions/mistakes/").content.decode()
    assert "可以看的" in page and "演练" in page and "保密的题" not in page and "考核用题" in page
    theirs = WrongAnswer.objects.get(person=cast.cover)
    assert client.post(f"/questions/mistakes/{theirs.pk}/", {"clear": "1"}).status_code == 404
    mine = WrongAnswer.objects.get(person=cast.learner, question=open_one)
    client.post(f"/questions/mistakes/{mine.pk}/", {"reason": "rule_changed"})
    client.post(f"/questions/mistakes/{mine.pk}/", {"clear": "1"})
    mine.refresh_from_db()
    assert mine.reason == "rule_changed" and mine.cleared_at
    note_wrong_answer(person=cast.learner, question=open_one, origin="practice")
    mine.refresh_from_db()
    assert mine.cleared_at is None and mine.times == 2


@pytest.mark.parametrize("word", ["排名", "积分", "打卡", "连续", "用时", "学时"])
def test_no_page_of_practice_speaks_of_points_ranks_or_time(cast, sign_in, word):
    approved(cast)
    client = sign_in(cast.learner)
    client.post("/questions/practice/start/", {"mode": "needed"})
    for address in ("/questions/", "/questions/practice/", "/questions/mistakes/"):
        page = client.get(address).content.decode()
        assert word not in page[page.index("<main") : page.index("</main>")]
