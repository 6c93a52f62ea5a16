"""What an attacker, a broken browser or plain bad luck sends: each has its code, nothing else changes, nothing breaks."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from exams.errors import ExamProblem
from exams.models import Attempt, GradingJob, LateResponse, Sitting
from exams.services import sweep_attempts
from exams.services.admit_late_responses import admit_late_responses, propose_late_responses
from exams.services.cancel_sitting import cancel_sitting
from exams.services.close_attempt import close_attempt
from exams.services.reopen_attempt import approve_reopening, ask_to_reopen
from exams.services.start_attempt import start_attempt
from exams.tasks import mark_waiting_attempts
from tests.exams.exam_stories import open_now, started
from tests.exams.test_bad_input import refused, state_of

HALF = "\ud800"  # half of a surrogate pair: JSON can spell it, no database holds it
DEEP = "[" * 900 + "]" * 900
ENDLESS = 10**30


@pytest.fixture
def desk(cast):
    desk = started(cast.learner, open_now(cast, attempts_allowed=2))
    desk.answer(1, "三日")
    return desk


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda row: {**row, "value": float("nan")}, "not_json"),
        (lambda row: {**row, "seq": float("inf")}, "not_json"),
        (lambda row: {**row, "seq": int("9" * 4000)}, "bad_seq"),
        (lambda row: {**row, "value": HALF}, "unknown_option"),
        (lambda row: {**row, "value": "\x00"}, "unknown_option"),
        (lambda row: {**row, "question": HALF}, "unknown_question"),
        (lambda row: {**row, "question": "q1\x00"}, "unknown_question"),
        (lambda row: {**row, "question": json.loads(DEEP)}, "unknown_question"),
        (lambda row: {**row, "question": {"a": 1}}, "unknown_question"),
        (lambda row: {**row, "value": json.loads(DEEP)}, "wrong_shape"),
        (lambda row: {**row, "value": ENDLESS}, "wrong_shape"),
        (lambda row: {name: value for name, value in row.items() if name != "value"}, "bad_body"),
    ],
)
def test_an_odd_change_has_its_code_and_changes_nothing(desk, spoil, code):
    before = state_of(desk)
    refused(desk, desk.put(spoil(desk.change(2))), code, 400)
    assert state_of(desk) == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("[" * 100_000, "not_json"), ("1e999999", "bad_body"), ('"x"', "bad_body"), (b"\xff\xfe\x00\xd8".decode("latin-1"), "not_json"),
        ({"client": HALF, "responses": []}, "bad_body"), ({"client": "a\x00", "responses": []}, "bad_body"),
        ({"client": ["a"], "responses": []}, "bad_body"), ({"client": "a", "responses": {"0": 1}}, "bad_body"),
    ],
)  # fmt: skip
def test_an_odd_body_has_its_code(desk, body, code):
    before = state_of(desk)
    refused(desk, desk.call("put", f"{desk.path}/responses", body), code, 400)
    assert state_of(desk) == before


def test_of_a_name_said_twice_the_last_counts_and_is_what_is_acknowledged(desk):
    row = desk.change(2, "十日")
    text = json.dumps({"client": desk.client_id, "responses": [row]}).replace('"seq"', '"seq": 9, "seq"')
    saved = desk.call("put", f"{desk.path}/responses", text)
    assert saved.json()["accepted"] == [{"question": row["question"], "seq": row["seq"]}]
    assert desk.row().events.get(number=2).seq == row["seq"]


@pytest.mark.parametrize(
    "last_seq", [{HALF: 1}, {"a\x00b": 1}, {"": 1}, [], "x", {f"c{n}": 1 for n in range(21)}, {"x" * 65: 1}]
)
def test_an_odd_hand_in_is_refused_and_closes_nothing(desk, last_seq):
    refused(desk, desk.call("post", f"{desk.path}/submit", {"last_seq": last_seq}), "bad_body", 400)
    assert desk.row().state == Attempt.State.IN_PROGRESS


def test_a_hand_in_that_claims_a_sea_of_answers_is_told_of_the_first_200(desk):
    told = desk.hand_in({"desk-1": 2**52})
    refused(desk, told, "answers_missing", 409)
    assert told.json()["missing"]["desk-1"] == list(range(2, 202))


@pytest.mark.parametrize("kind", [["paste"], {"a": 1}, None, 7, "score", HALF])
def test_an_odd_note_is_refused(desk, kind):
    refused(desk, desk.call("post", f"{desk.path}/integrity", {"kind": kind}), "bad_body", 400)


def test_a_note_keeps_no_number_that_is_none(desk):
    desk.call("post", f"{desk.path}/integrity", {"kind": "paste", "length": ENDLESS, "seconds": -1})
    assert desk.row().integrity_events.get().details == {}


def test_an_id_that_no_table_can_hold_is_not_found(desk):
    for method, path in (("get", f"attempts/{ENDLESS}"), ("put", f"attempts/{ENDLESS}/responses"),
                         ("post", f"attempts/{ENDLESS}/submit"), ("post", f"sittings/{ENDLESS}/attempts")):  # fmt: skip
        refused(desk, desk.call(method, path, None if method == "get" else {}), "not_found", 404)
    assert desk.http.get(f"/exams/attempts/{ENDLESS}/").status_code == 404


def test_in_forward_order_nobody_goes_back_within_one_save(cast):
    desk = started(cast.learner, open_now(cast, order=Sitting.Order.FORWARD))
    before = state_of(desk)
    refused(desk, desk.put(desk.change(3), desk.change(1)), "out_of_order", 409)
    assert state_of(desk) == before
    desk.seq = 0
    assert desk.put(desk.change(1, "三日"), desk.change(1), desk.change(3)).status_code == 200


def test_one_unsound_attempt_keeps_no_other_from_being_closed_and_marked(cast, desk, monkeypatch):
    other = started(cast.cover, open_now(cast, [cast.cover], version=desk.row().paper_version))
    past = timezone.now() - timedelta(minutes=2)
    Attempt.objects.update(started_at=past - timedelta(hours=1), deadline_at=past, accept_until=past)
    sound = close_attempt

    def unsound(*, attempt_id, **more):
        if attempt_id == desk.row().pk:
            raise ValueError("unsound")
        return sound(attempt_id=attempt_id, **more)

    monkeypatch.setattr(sweep_attempts, "close_attempt", unsound)
    assert sweep_attempts.close_overdue() == 1 and other.row().state == Attempt.State.CLOSED
    monkeypatch.undo()
    sweep_attempts.close_overdue()
    paper = desk.row().paper
    paper.questions[0]["version"] = 0  # a question that does not exist
    paper.save()
    mark_waiting_attempts()
    assert (desk.row().state, other.row().state) == (Attempt.State.CLOSED, Attempt.State.GRADED)
    assert list(GradingJob.objects.filter(done_at=None).values_list("attempt", flat=True)) == [desk.row().pk]


def late_from_another_device(desk):
    desk.client_id = "phone"
    refused(desk, desk.answer(2, "三日", seq=40), "other_device", 409)
    desk.client_id = "desk-1"


def test_after_a_reopening_the_candidate_overwrites_a_late_answer_that_was_admitted(cast, desk, deliver):
    late_from_another_device(desk)
    desk.hand_in()
    deliver()
    attempt = desk.row()
    propose_late_responses(attempt_id=attempt.pk, by=cast.officer, why="网络中断")
    admit_late_responses(attempt_id=attempt.pk, by=cast.officer_b)
    asked = ask_to_reopen(attempt_id=attempt.pk, by=cast.officer, seconds=600, reason="停电")
    approve_reopening(reopening=asked, by=cast.officer_b)
    assert LateResponse.objects.get().admitted_by == cast.officer_b
    assert desk.answer(2, "五日").status_code == 200
    assert desk.row().responses.get(number=2).value == desk.option(2, "五日")


def cannot(code, deed, **given):
    with pytest.raises(ExamProblem) as caught:
        deed(**given)
    assert caught.value.code == code


def test_an_attempt_does_not_come_back_beside_one_that_runs_or_after_the_cancelling(cast, desk):
    desk.hand_in()
    first, sitting = desk.row().pk, desk.row().sitting
    asked = ask_to_reopen(attempt_id=first, by=cast.officer, seconds=600, reason="停电")
    second = start_attempt(sitting_id=sitting.pk, person=cast.learner).attempt
    cannot("other_attempt_runs", approve_reopening, reopening=asked, by=cast.officer_b)
    asked.delete()
    cannot("other_attempt_runs", ask_to_reopen, attempt_id=first, by=cast.officer, seconds=600, reason="停电")
    cancel_sitting(sitting=sitting, by=cast.officer, reason="停电")
    second.refresh_from_db()
    assert second.state == Attempt.State.VOID
    cannot("sitting_cancelled", ask_to_reopen, attempt_id=first, by=cast.officer, seconds=600, reason="停电")
