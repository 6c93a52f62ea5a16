"""Whatever is wrong with a request has its own code, changes nothing, and is said in the reader's language."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone, translation

from exams.errors import PROBLEMS, ExamProblem
from exams.models import Attempt, LateResponse, ResponseEvent, Sitting
from exams.player_words import late_words, player_words
from exams.services import save_responses
from exams.services.cancel_sitting import cancel_sitting
from foundation.models import AuditEntry
from tests.exams.exam_stories import open_now, started


@pytest.fixture
def desk(cast):
    desk = started(cast.learner, open_now(cast, [cast.learner, cast.cover]))
    desk.answer(1, "三日")
    return desk


def state_of(desk):
    attempt = desk.row()
    rows = list(attempt.responses.order_by("number").values_list("number", "value", "seq", "revision"))
    return attempt.state, attempt.revision, attempt.deadline_at, rows, attempt.events.count()


def refused(desk, response, code, status):
    """The refusal carries the code and advice, and nothing of the attempt changed."""
    problem = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (problem["code"], response.status_code) == (code, status), problem
    assert problem["title"] and problem["detail"]


HAN = re.compile(r"[\u3001-\u3020\u4e00-\u9fff\uff01-\uff5e]")
BAD_BODIES = [
    ("{not json", "not_json", 400),
    ("[]", "bad_body", 400),
    ({"client": "desk-1"}, "bad_body", 400),
    ({"responses": []}, "bad_body", 400),
    ({"client": "", "responses": [1]}, "bad_body", 400),
    ({"client": "desk-1", "responses": [{"question": "q9-ffffff", "value": "x", "seq": 9}]}, "unknown_question", 400),
    ("x" * 10_000_000, "too_large", 413),
]


@pytest.mark.parametrize(("body", "code", "status"), BAD_BODIES)
def test_a_broken_body_is_refused(desk, body, code, status):
    before = state_of(desk)
    refused(desk, desk.call("put", f"{desk.path}/responses", body), code, status)
    assert state_of(desk) == before


@pytest.mark.parametrize(
    ("value", "code"),
    [(["x"], "wrong_shape"), ({"a": 1}, "wrong_shape"), ("no-such-option", "unknown_option"), (3, "wrong_shape")],
)
def test_a_value_of_the_wrong_shape_is_refused(desk, value, code):
    before = state_of(desk)
    refused(desk, desk.put({**desk.change(2), "value": value}), code, 400)
    assert state_of(desk) == before


@pytest.mark.parametrize("seq", [0, -1, 1.5, "2", None, True, 2**60])
def test_a_seq_that_is_no_count_is_refused(desk, seq):
    before = state_of(desk)
    refused(desk, desk.put({**desk.change(2), "seq": seq}), "bad_seq", 400)
    assert state_of(desk) == before


def test_a_seq_that_goes_back_is_refused_and_says_what_is_newer(desk):
    desk.answer(2, "五日", seq=5)
    before = state_of(desk)
    response = desk.answer(2, "三日", seq=4)
    refused(desk, response, "seq_behind", 409)
    assert response.json()["newer"] == [{"question": desk.question(2)["id"], "seq": 5}]
    assert state_of(desk) == before


def test_the_same_seq_with_another_answer_is_refused(desk):
    before = state_of(desk)
    refused(desk, desk.answer(1, "五日", seq=1), "seq_reused", 409)
    assert state_of(desk) == before


def test_repeating_a_save_is_harmless_and_acknowledged_again(desk):
    before = state_of(desk)
    response = desk.answer(1, "三日", seq=1)
    assert response.status_code == 200 and response.json()["accepted"][0]["seq"] == 1
    assert state_of(desk) == before


def test_a_repeated_change_beside_a_new_one_saves_the_new_one(desk):
    response = desk.put(desk.change(1, "三日", seq=1), desk.change(2, "五日", seq=2))
    assert [each["seq"] for each in response.json()["accepted"]] == [1, 2]
    assert [row[0] for row in state_of(desk)[3]] == [1, 2]


def test_one_bad_change_refuses_the_whole_batch(desk):
    before = state_of(desk)
    desk.put(desk.change(2, "五日"), {**desk.change(3), "value": 7})
    assert state_of(desk) == before


def test_anothers_attempt_is_not_found(cast, desk):
    before = state_of(desk)
    other = started(cast.cover, Sitting.objects.get())
    own, other.attempt = other.attempt, desk.attempt
    for response in (
        other.answer(1), other.hand_in(), other.call("get", other.path), other.call("get", f"{other.path}/result"),
        other.call("get", f"{other.path}/pulse"), other.call("post", f"{other.path}/lease", {"client": "x"}),
    ):  # fmt: skip
        refused(other, response, "not_found", 404)
    assert state_of(desk) == before and own["id"] != desk.attempt["id"]


def test_a_stranger_cannot_start(cast, desk):
    sitting = Sitting.objects.get()
    desk.http.force_login(cast.stranger)
    refused(desk, desk.call("post", f"sittings/{sitting.pk}/attempts"), "not_found", 404)
    assert Attempt.objects.count() == 1


def test_after_the_end_answers_go_to_quarantine_and_nothing_is_saved(desk):
    past = timezone.now() - timedelta(seconds=30)
    Attempt.objects.update(started_at=past - timedelta(hours=1), deadline_at=past, accept_until=past)
    before = state_of(desk)
    refused(desk, desk.answer(2), "deadline_passed", 409)
    assert state_of(desk) == before
    assert list(LateResponse.objects.values_list("number", "reason")) == [(2, "late")]


def test_within_the_grace_an_answer_still_counts(desk):
    past = timezone.now() - timedelta(seconds=5)
    Attempt.objects.update(deadline_at=past, accept_until=past + timedelta(seconds=10))
    assert desk.answer(2).status_code == 200


def test_a_closed_attempt_takes_no_answer(desk):
    desk.hand_in()
    before = state_of(desk)
    refused(desk, desk.answer(2), "attempt_closed", 409)
    assert state_of(desk) == before


def test_a_cancelled_sitting_takes_no_answer(cast, desk):
    cancel_sitting(sitting=Sitting.objects.get(), by=cast.officer, reason="停电")
    before = state_of(desk)
    refused(desk, desk.answer(2), "sitting_cancelled", 409)
    refused(desk, desk.hand_in(), "sitting_cancelled", 409)
    assert state_of(desk) == before
    for address in (
        f"/exams/{desk.attempt['sitting']}/",
        f"/exams/attempts/{desk.attempt['id']}/",
    ):  # the waiting room too
        assert "停电" in desk.http.get(address).content.decode()


def test_another_device_is_told_and_its_answer_is_kept_aside(desk):
    before = state_of(desk)
    desk.client_id = "phone"
    refused(desk, desk.answer(2, seq=1), "other_device", 409)
    assert state_of(desk) == before
    assert LateResponse.objects.get().reason == LateResponse.Reason.OTHER_DEVICE


def test_after_taking_over_the_other_device_writes_and_the_first_does_not(cast, desk):
    desk.call("post", f"{desk.path}/lease", {"client": "phone"})
    refused(desk, desk.answer(2), "other_device", 409)
    desk.client_id = "phone"
    assert desk.answer(1, "五日", seq=1).status_code == 200
    assert desk.row().responses.get(number=1).value == desk.option(1, "五日")
    assert list(desk.row().integrity_events.values_list("kind", flat=True)) == ["second_device"]
    taken = AuditEntry.objects.get(verb="attempt.taken_over")
    assert (taken.actor, taken.object_id) == (cast.learner.username, str(desk.row().pk))


def test_what_another_device_still_held_at_the_hand_in_is_kept_aside(desk):
    desk.call("post", f"{desk.path}/lease", {"client": "phone"})
    first, desk.client_id, desk.seq = desk.client_id, "phone", 0
    desk.answer(1, "五日")
    desk.hand_in()
    before = state_of(desk)
    desk.client_id = first
    refused(desk, desk.answer(2, "三日", seq=2), "closed_elsewhere", 409)
    assert state_of(desk) == before
    assert list(LateResponse.objects.values_list("number", "reason", "client")) == [(2, "other_device", first)]


def test_a_full_quarantine_makes_room_for_what_was_written_last_or_says_that_it_keeps_nothing(desk, monkeypatch):
    monkeypatch.setattr(save_responses, "MOST_IN_QUARANTINE", 4)
    past = timezone.now() - timedelta(minutes=1)
    Attempt.objects.update(deadline_at=past, accept_until=past)
    for seq in range(11, 16):
        refused(desk, desk.answer(1, "五日", seq=seq), "deadline_passed", 409)
    assert [row.seq for row in LateResponse.objects.order_by("seq")] == [14, 15]
    for number in (2, 3):
        desk.client_id = f"device-{number}"
        refused(desk, desk.answer(number, "三日", seq=1), "deadline_passed", 409)
    desk.client_id = "device-4"
    refused(desk, desk.answer(2, "三日", seq=1), "deadline_passed", 409)
    desk.client_id = "device-5"
    refused(desk, desk.answer(2, "三日", seq=1), "quarantine_full", 409)
    assert LateResponse.objects.count() == 4 and LateResponse.objects.filter(client=desk.client_id).count() == 0


def test_handing_in_waits_for_answers_that_never_arrived(desk):
    response = desk.hand_in({"desk-1": 3})
    refused(desk, response, "answers_missing", 409)
    assert response.json()["missing"] == {"desk-1": [2, 3]}
    assert desk.row().state == Attempt.State.IN_PROGRESS


def test_handing_in_twice_gives_the_same_answer(desk):
    assert desk.hand_in().json() == desk.hand_in().json()


def test_forward_only_is_kept_by_the_server(cast):
    desk = started(cast.learner, open_now(cast, order=Sitting.Order.FORWARD))
    desk.answer(2)
    refused(desk, desk.answer(1), "out_of_order", 409)
    assert desk.answer(3).status_code == 200


def test_signed_out_gets_401_and_no_redirect(desk):
    desk.http.logout()
    refused(desk, desk.answer(2), "not_signed_in", 401)


def test_a_disabled_account_is_out_at_once_but_its_answers_stay(cast, desk):
    cast.learner.is_active = False
    cast.learner.save()
    refused(desk, desk.answer(2), "not_signed_in", 401)
    assert ResponseEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("method", "path", "code", "status"),
    [
        ("get", "attempts/abc", "not_found", 404), ("get", f"attempts/{10**22}", "not_found", 404),
        ("post", f"sittings/{10**22}/attempts", "not_found", 404), ("get", "attempts/1/nothing", "not_found", 404),
        ("post", "attempts/1/responses", "method_not_allowed", 405), ("get", "attempts/1/submit", "method_not_allowed", 405),
    ],
)  # fmt: skip
def test_an_address_or_a_method_that_is_none_is_a_problem_too(desk, method, path, code, status):
    before = state_of(desk)
    refused(desk, desk.call(method, path), code, status)
    assert state_of(desk) == before
    assert desk.http.get(f"/exams/{10**22}/").status_code == 404


def test_without_the_csrf_token_nothing_is_saved(cast, desk):
    bare = type(desk)(cast.learner, enforce_csrf_checks=True)
    bare.attempt = desk.attempt
    refused(desk, bare.answer(2, seq=9), "csrf", 403)


SPOKEN = {
    "zh-hans": ("试卷里没有这道题。请刷新页面再试。", "内容不是有效的 JSON。请刷新页面再试。"),
    "en": ("This question is not in the paper. Please refresh the page and try again.",
           "The content is not valid JSON. Please refresh the page and try again."),
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("chosen", [True, False])
def test_a_refusal_speaks_the_language_that_the_person_chose_or_else_the_browsers(cast, desk, language, chosen):
    if chosen:  # whatever browser they sit at
        cast.learner.language = language
        cast.learner.save()
    browser = {"HTTP_ACCEPT_LANGUAGE": {"zh-hans": "en", "en": "zh-CN"}[language] if chosen else language}
    unknown = {"client": "desk-1", "responses": [{"question": "q9-ffffff", "value": "x", "seq": 9}]}
    for body, said in zip((unknown, "{"), SPOKEN[language], strict=True):
        problem = desk.call("put", f"{desk.path}/responses", body, **browser).json()
        assert "{title}{stop}{detail}".format(**problem, stop="。" if language == "zh-hans" else ". ") == said
        with translation.override(language):
            assert str(ExamProblem(problem["code"])) == said  # on a page


def test_every_refusal_and_every_word_of_the_player_is_there_in_both_languages():
    for words in (
        lambda: [text for code in PROBLEMS for text in (ExamProblem(code).title, ExamProblem(code).advice)],
        lambda: [*player_words().values(), *late_words().values()],
    ):
        with translation.override("zh-hans"):
            chinese = words()
        with translation.override("en"):
            english = words()
        assert [text for text in chinese if not HAN.search(text)] == []
        assert [text for text in english if HAN.search(text) or not text.strip()] == []


def test_the_player_knows_every_refusal_of_a_save():
    """drain.js has a way for each; exams/errors.py says to each what to do, which the player shows."""
    known = (settings.BASE_DIR / "exams/static/exams/drain.js").read_text(encoding="utf-8")
    by_status = {"not_signed_in": 401, "busy": 503}  # told from the status alone
    codes = {
        "not_found", "attempt_closed", "attempt_void", "sitting_cancelled", "deadline_passed", "other_device", "seq_reused",
        "seq_behind", "out_of_order", "not_json", "bad_body", "unknown_question", "wrong_shape", "unknown_option",
        "text_too_long", "bad_seq", "too_many", "too_large", "csrf", "suspended", "closed_elsewhere", "quarantine_full",
    }  # fmt: skip
    assert [code for code in sorted(codes) if f'"{code}"' not in known] == []
    for code, status in by_status.items():
        assert ExamProblem(code).status == status
    assert all(ExamProblem(code).advice for code in codes | set(by_status))
