"""A learner takes a check."""

from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.clock import local_date
from foundation.models import OutboxMessage
from question_bank.errors import CheckUnavailable
from question_bank.models import CheckResult, WrongAnswer
from question_bank.presenting import shown_to
from question_bank.registries import check_doors
from question_bank.selectors import check_questions, has_passed
from question_bank.services.make_check import make_check
from question_bank.services.take_check import take_check
from question_bank.signals import check_passed
from service_items.services.mark_changed import mark_changed
from tests.question_bank.bank_stories import EXPLANATION_CANARY, approved, make_item, single, write


@pytest.fixture
def door(monkeypatch):
    """A page of some app leads everybody to the check."""
    monkeypatch.setitem(check_doors._doors, "tests", lambda user, check: True)


def a_check(cast, count=2, pass_count=2, kind="lesson", **more):
    questions = [approved(cast, **single(stem=f"第 {place} 问"), **more) for place in range(count)]
    return make_check(title="自测", kind=kind, questions=questions, pass_count=pass_count), questions


def test_all_right_passes_and_is_announced(cast, monkeypatch):
    monkeypatch.setitem(check_passed.receivers, "tests.hear", lambda **details: None)
    check, (one, two) = a_check(cast)
    result = take_check(check=check, by=cast.learner, answers={one.pk: "B", two.pk: "B"})
    assert result.passed and has_passed(check, cast.learner) and not has_passed(check, cast.cover)
    message = OutboxMessage.objects.get(fact="question_bank.check_passed", receiver="tests.hear")
    assert message.payload == {"check_id": check.pk, "person_id": cast.learner.pk, "result_id": result.pk}


def test_wrong_and_missing_answers_go_into_the_notebook(cast):
    check, (one, two) = a_check(cast)
    result = take_check(check=check, by=cast.learner, answers={one.pk: "C"})
    assert (result.passed, result.right_count, result.question_count) == (False, 0, 2)
    assert {row.question for row in WrongAnswer.objects.filter(person=cast.learner)} == {one, two}


def test_results_are_appended(cast):
    check, (_one, two) = a_check(cast, pass_count=1)
    take_check(check=check, by=cast.learner, answers={})
    take_check(check=check, by=cast.learner, answers={two.pk: "B"})
    assert [row.passed for row in CheckResult.objects.order_by("pk")] == [False, True]


def test_a_stale_question_is_left_out_and_the_pass_count_shrinks(cast):
    check, (one,) = a_check(cast, count=1, pass_count=1, service_items=[make_item()])
    fresh = approved(cast, **single(stem="另一问"))
    check = make_check(title="两题", kind="lesson", questions=[one, fresh], pass_count=2)
    tomorrow = local_date() + timedelta(days=1)
    mark_changed(item=make_item(), severity="substantive", effective_on=tomorrow, by=None, cause_key="P01")
    assert check_questions(check, local_date()) == [one.current_version, fresh.current_version]
    assert check_questions(check, tomorrow) == [fresh.current_version]
    result = take_check(check=check, by=cast.learner, answers={fresh.pk: "B"}, at=timezone.now() + timedelta(days=2))
    assert result.passed and result.question_count == 1


def test_a_check_with_nothing_left_to_ask_is_unavailable(cast):
    check, _questions = a_check(cast, count=1, pass_count=1, service_items=[make_item()])
    mark_changed(item=make_item(), severity="procedural", effective_on=local_date(), by=None, cause_key="P01")
    with pytest.raises(CheckUnavailable):
        take_check(check=check, by=cast.learner, answers={})


def test_exam_questions_and_drafts_cannot_stand_in_a_check(cast):
    for unfit in (approved(cast, pool="exam"), write(cast)):
        with pytest.raises(ValueError):
            make_check(title="自测", kind="lesson", questions=[unfit], pass_count=1)


def test_the_page_shows_shuffled_options_and_takes_the_answer(cast, sign_in, door):
    check, (one,) = a_check(cast, count=1, pass_count=1)
    client = sign_in(cast.learner)
    page = client.get(f"/questions/checks/{check.pk}/").content.decode()
    assert EXPLANATION_CANARY not in page and 'value="B"' not in page
    shown = shown_to(cast.learner, one.current_version)
    right = next(new for new, true in shown.ids.items() if true == "B")
    posted = {f"q{one.pk}-value": right, "next": "/questions/checks/1/?x=1"}
    response = client.post(f"/questions/checks/{check.pk}/", posted)
    assert (response.status_code, response["Location"]) == (302, "/questions/checks/1/?x=1")
    assert has_passed(check, cast.learner)
    assert EXPLANATION_CANARY in client.get(f"/questions/checks/{check.pk}/").content.decode()


def test_a_failed_proof_keeps_its_key_to_itself(cast, sign_in, door):
    check, (_one,) = a_check(cast, count=1, pass_count=1, kind="policy", clause="第九条", legal_basis="演示办法")
    client = sign_in(cast.learner)
    client.post(f"/questions/checks/{check.pk}/", {"next": "https://elsewhere.example/"})
    page = client.get(f"/questions/checks/{check.pk}/").content.decode()
    assert "还没有通过" in page and "第九条" in page
    assert EXPLANATION_CANARY not in page and "正确答案" not in page
