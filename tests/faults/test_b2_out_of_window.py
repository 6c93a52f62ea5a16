"""B2: the paper and its pictures cannot be had before the bell, after the end, or by somebody else; the order is kept by
the server. The mutant finds an attempt without asking whose it is.

A paper that lies ready before the bell: tests/exams/test_laid_out_ahead.py. Back after signing out finds nothing, since
no cache may keep the page, and the browser is told to forget it (tests/organisation/test_sign_in.py).
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from exams.models import Attempt, MarkingTask, Sitting
from exams.services.claim_task import claim_task
from exams.services.create_fixed_paper import create_fixed_paper
from exams.services.give_mark import give_mark
from exams.services.publish_paper import publish_paper
from exams.services.release_results import release_results
from exams.services.sign_paper import sign_paper
from exams.services.sweep_attempts import close_overdue
from question_bank.services.add_picture import add_picture
from tests.exams.exam_stories import MINUTE, Desk, open_now, started
from tests.exams.marking_stories import WRITTEN, markers
from tests.question_bank.bank_stories import approve, write

pytestmark = [pytest.mark.fault, pytest.mark.sqlite, pytest.mark.django_db]
STEM = "最迟几日内一次告知"


def test_before_the_bell_there_is_no_paper(cast):
    sitting = open_now(cast, opens_at=timezone.now() + 5 * MINUTE)
    desk = Desk(cast.learner)
    assert desk.call("post", f"sittings/{sitting.pk}/attempts").json()["code"] == "not_open_yet"
    assert STEM not in desk.http.get(reverse("exams:intro", args=[sitting.pk])).content.decode()
    assert not Attempt.objects.exists()


def test_after_the_end_the_questions_are_gone(cast):
    desk = started(cast.learner, open_now(cast))
    past = timezone.now() - timedelta(minutes=2)
    Attempt.objects.update(deadline_at=past, accept_until=past)
    close_overdue()
    for path in (f"/api/v1/{desk.path}", reverse("exams:attempt", args=[desk.attempt["id"]])):
        assert STEM not in desk.http.get(path).content.decode()
    assert desk.http.get(f"/api/v1/{desk.path}/result").json()["code"] == "not_released"


def test_pictures_open_while_one_writes_and_again_with_the_review(cast, deliver):
    question = write(cast, **WRITTEN, pool="exam")
    picture = add_picture(question=question, by=cast.trainer, data=b"\x89PNG", content_type="image/png", alt="流程图")
    desk = started(cast.learner, open_now(cast, version=signed(cast, approve(cast, question))))
    (marker,) = markers(cast, 1)
    address = reverse("question_bank:media", args=[picture.token])
    clients = [desk.http, Client(), Client()]
    clients[1].force_login(cast.cover)
    clients[2].force_login(marker)

    def seen() -> list[int]:
        """By the candidate, a colleague and a marker."""
        return [each.get(address).status_code for each in clients]

    page = reverse("exams:attempt", args=[desk.attempt["id"]])
    assert f'src="{address}" alt="流程图"' in desk.http.get(page).content.decode()
    assert seen() == [200, 404, 404]
    desk.seq = 1
    desk.put({"question": desk.question(1)["id"], "value": "一次告知", "seq": 1})
    desk.hand_in()
    deliver()
    assert seen() == [404, 404, 200]
    task = MarkingTask.objects.get()
    claim_task(sitting=desk.row().sitting, version_id=task.version_id, by=marker)
    assert address in clients[2].get(reverse("exams:marking_task", args=[task.pk])).content.decode()
    give_mark(task_id=task.pk, by=marker, awarded=[(Decimal(3), Decimal(3)), (Decimal(2), Decimal(2))])
    release_results(sitting=desk.row().sitting, by=cast.officer)
    assert seen() == [200, 404, 200]
    result = reverse("exams:result", args=[desk.attempt["id"]])
    assert address in desk.http.get(f"{result}?all=1").content.decode()


def signed(cast, question):
    """A paper of that one question, worth 5."""
    rows = [(question.current_version, 5)]
    paper = create_fixed_paper(title="看图题", node=cast.hall, by=cast.officer, questions=rows)
    publish_paper(paper=paper, by=cast.officer)
    return sign_paper(paper=paper, by=cast.officer_b)


def test_who_is_not_invited_finds_nothing(cast):
    desk = started(cast.learner, open_now(cast))
    other = Client()
    other.force_login(cast.cover)
    for path in (
        reverse("exams:intro", args=[desk.attempt["sitting"]]), reverse("exams:attempt", args=[desk.attempt["id"]]),
        reverse("exams:result", args=[desk.attempt["id"]]), f"/api/v1/{desk.path}", f"/api/v1/{desk.path}/pulse",
    ):  # fmt: skip
        assert other.get(path).status_code == 404


def test_no_cache_keeps_a_page_of_the_attempt(cast):
    desk = started(cast.learner, open_now(cast))
    for path in (f"/api/v1/{desk.path}", reverse("exams:attempt", args=[desk.attempt["id"]])):
        assert "no-store" in desk.http.get(path).headers["Cache-Control"]
    desk.http.logout()
    assert STEM not in desk.http.get(reverse("exams:attempt", args=[desk.attempt["id"]])).content.decode()


def test_a_skipped_order_is_refused(cast):
    desk = started(cast.learner, open_now(cast, order=Sitting.Order.FORWARD))
    desk.answer(3)
    assert desk.answer(1).json()["code"] == "out_of_order"


def test_mutant_an_attempt_found_without_its_person_is_noticed(cast):
    desk = started(cast.learner, open_now(cast))
    other = Client()
    other.force_login(cast.cover)
    with override_settings(SABOTAGE=frozenset({"own-attempt"})):
        assert other.get(f"/api/v1/{desk.path}").status_code == 200
