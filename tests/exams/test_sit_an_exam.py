"""From the invitation to the released result."""

import json
import math

import pytest
from django.urls import reverse

from exams.models import Attempt, Result
from exams.selectors import released_results
from exams.services.lay_out_paper import lay_out
from exams.services.release_results import release_results
from foundation.models import Notice
from foundation.registries.links import resolve
from foundation.registries.tasks import tasks_of
from tests.exams.exam_stories import Desk, open_now, started
from tests.question_bank.bank_stories import single


@pytest.fixture
def sitting(cast):
    return open_now(cast)


def test_a_learner_sits_a_fixed_paper_and_reads_the_released_result(cast, sitting, deliver, sign_in):
    desk = started(cast.learner, sitting)
    assert desk.answer(1).status_code == 200
    assert desk.answer(2, "三日").status_code == 200
    assert desk.hand_in().json()["state"] == "closed"
    deliver()
    assert desk.row().state == Attempt.State.GRADED
    assert desk.call("get", f"{desk.path}/result").json()["code"] == "not_released"
    release_results(sitting=sitting, by=cast.officer)
    result = desk.call("get", f"{desk.path}/result").json()
    assert (result["score"], result["full_marks"], result["passed"]) == (2, 6, False)
    page = sign_in(cast.learner).get(reverse("exams:result", args=[desk.attempt["id"]])).content.decode()
    assert "还差 1.6 分" in page and "解析里的金丝雀七七四" in page
    assert Notice.objects.filter(person=cast.learner, title__contains="成绩已发布").exists()
    assert [row.current for row in released_results([cast.learner])] == [True]


@pytest.mark.parametrize("policy", ["score", "answers", "explanations"])
def test_after_the_release_the_review_policy_says_what_is_seen(cast, deliver, sign_in, policy):
    sitting = open_now(cast, review_policy=policy)
    desk = started(cast.learner, sitting)
    desk.answer(1, "三日")
    desk.hand_in()
    deliver()
    release_results(sitting=sitting, by=cast.officer)
    result = desk.call("get", f"{desk.path}/result").json()
    page = sign_in(cast.learner).get(reverse("exams:result", args=[desk.attempt["id"]])).content.decode()
    shown = result.get("questions", [{}])[0]
    assert ("value" in shown, "key" in shown) == (policy != "score", policy == "explanations")
    assert ("解析里的金丝雀七七四" in page) == (policy == "explanations")
    assert ("您的作答没有得满分" in page) == (policy == "answers")
    again = desk.call("post", f"sittings/{sitting.pk}/attempts")
    assert (again.status_code, again.json()["code"]) == (409, "no_attempts_left")


def test_the_exam_waits_on_the_task_list_and_behind_a_link(cast, sitting):
    assert [task.title for task in tasks_of(cast.learner, sitting.opens_at)] == ["11 月月度考核"]
    link = resolve("sitting", str(sitting.pk))
    assert link.visible_to(cast.learner) and not link.visible_to(cast.stranger)


def test_the_pages_lead_from_the_list_to_the_player(cast, sitting, sign_in):
    client = sign_in(cast.learner)
    assert reverse("exams:intro", args=[sitting.pk]) in client.get(reverse("exams:sittings")).content.decode()
    assert "开始考试" in client.get(reverse("exams:intro", args=[sitting.pk])).content.decode()
    response = client.post(reverse("exams:start", args=[sitting.pk]), follow=True)
    page = response.content.decode()
    assert "第 1 题：最迟几日内一次告知？" in page and "解析里的金丝雀七七四" not in page
    assert "no-store" in response.headers["Cache-Control"]


def test_starting_twice_gives_the_same_attempt(cast, sitting):
    desk = started(cast.learner, sitting)
    again = Desk(cast.learner)
    assert again.start(sitting)["id"] == desk.attempt["id"]
    assert again.attempt["questions"] == desk.attempt["questions"]


def test_two_candidates_see_other_ids_and_the_true_ids_never_leave(cast):
    sitting = open_now(cast, [cast.learner, cast.cover])
    one, other = started(cast.learner, sitting), started(cast.cover, sitting)
    ids = [{option["id"] for option in desk.question(1)["content"]["options"]} for desk in (one, other)]
    assert ids[0] != ids[1] and not ids[0] & {"A", "B", "C"}
    assert one.question(1)["id"] != other.question(1)["id"]


def test_ids_and_the_order_of_options_are_drawn_anew_for_each_attempt():
    row = {"version": 1, "kind": "single_choice", "points": 2, "content": single()["content"]}
    paper = {"sections": [{"title": "", "questions": [row]}]}
    drawn = [json.loads(lay_out(paper, seed=seed).payload)["questions"][0] for seed in range(30)]
    options = [each["content"]["options"] for each in drawn]
    orders = {tuple(option["text"] for option in each) for each in options}
    assert len(orders) == math.factorial(len(options[0]))  # every order there is
    assert len({option["id"] for each in options for option in each}) == 30 * len(options[0])
    assert len({each["id"] for each in drawn}) == 30


def test_after_a_crash_the_stored_answers_come_back(cast, sitting):
    desk = started(cast.learner, sitting)
    desk.answer(1, "三日")
    desk.answer(1, "五日")
    stored = desk.call("get", desk.path).json()["responses"]
    assert [(row["question"], row["value"]) for row in stored] == [(desk.question(1)["id"], desk.option(1, "五日"))]


def test_nothing_is_marked_before_the_attempt_is_closed(cast, sitting, deliver):
    desk = started(cast.learner, sitting)
    desk.answer(1)
    deliver()
    assert not Result.objects.exists() and not desk.row().marks.exists()
