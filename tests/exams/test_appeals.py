"""A candidate questions a mark; another person answers in time; a better mark moves the result."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from exams.errors import ExamProblem
from exams.models import Appeal, Mark, Result
from exams.services.answer_appeal import answer_appeal
from exams.services.open_appeal import open_appeal
from exams.services.release_results import release_results
from exams.services.remind_of_appeals import remind_of_appeals
from foundation.models import AuditEntry, Notice, OutboxMessage
from foundation.registries.tasks import tasks_of
from organisation.models import Role
from organisation.services.grant_role import grant_role
from tests.exams.exam_stories import open_now, started
from tests.exams.test_two_people import refused

REASON = "题干没有写明是容缺情形，我选的也符合规定。"


@pytest.fixture
def desk(cast, deliver):
    """The learner got one of three questions right (2 of 6 points), and the results are out."""
    sitting = open_now(cast, [cast.learner, cast.cover], review_policy="score")
    desk = started(cast.learner, sitting)
    desk.answer(1)
    desk.answer(2, "三日")
    desk.hand_in()
    deliver()
    release_results(sitting=sitting, by=cast.officer)
    deliver()
    return desk


def appeal(cast, desk, number=2, **more) -> Appeal:
    return open_appeal(attempt_id=desk.row().pk, number=number, by=cast.learner, reason=REASON, **more)


def test_an_appeal_goes_from_the_result_page_to_a_better_mark(cast, desk, sign_in, deliver):
    client = sign_in(cast.learner)
    page = client.get(reverse("exams:result", args=[desk.row().pk])).content.decode()
    form = reverse("exams:appeal", args=[desk.row().pk])
    assert form in page
    assert 'class="error"' in client.post(form, {"number": "2", "reason": " "}).content.decode()
    page = client.post(form, {"number": "2", "reason": REASON}, follow=True).content.decode()
    assert "前会有另一位工作人员答复" in page and REASON in page
    (task,) = [each for each in tasks_of(cast.officer_b, timezone.now()) if each.kind == "成绩申诉"]
    assert task.due == Appeal.objects.get().due_at
    client = sign_in(cast.officer_b)
    assert cast.learner.name in client.get(reverse("exams:officer_appeals")).content.decode()
    page = client.get(task.url).content.decode()
    assert REASON in page and "五日" in page
    wrong = client.post(task.url, {"upheld": "yes", "points": "0", "answer": "核实成立"}).content.decode()
    assert "高于 0、不超过 2" in wrong
    client.post(task.url, {"upheld": "yes", "points": "2", "answer": "题干确有歧义，两个答案都认可。"})
    result = Result.objects.get(attempt=desk.row())
    (change,) = result.changes.all()
    assert (result.score, result.number, result.passed) == (4, 2, True)
    assert (change.cause, change.old_score, change.new_score, change.by) == ("appeal", 2, 4, cast.officer_b)
    assert list(desk.row().marks.filter(number=2).values_list("origin", "points")) == [("rule", 0), ("appeal", 2)]
    titles = set(Notice.objects.filter(person=cast.learner).values_list("title", flat=True))
    assert {"第 2 题的申诉已答复：成立，已改分", "成绩有变动：11 月月度考核"} <= titles
    assert OutboxMessage.objects.filter(fact="exams.result_changed").exists()
    page = sign_in(cast.learner).get(reverse("exams:result", args=[desk.row().pk])).content.decode()
    assert "题干确有歧义" in page and "2 分改为 4 分" in page
    verbs = AuditEntry.objects.filter(verb__startswith="appeal.").values_list("verb", "actor")
    assert list(verbs) == [("appeal.raised", "t1001"), ("appeal.answered", "t1006")]


def test_who_wrote_the_question_does_not_answer_its_appeal(cast, desk, sign_in):
    made = appeal(cast, desk)
    grant_role(person=cast.trainer, role=Role.EXAM_OFFICER, node=cast.hall, by=None)
    refused("same_person", answer_appeal, appeal_id=made.pk, by=cast.trainer, upheld=False, answer="题目没有问题")
    page = sign_in(cast.trainer).get(reverse("exams:officer_appeal", args=[made.pk])).content.decode()
    assert "您评过或出过这道题" in page and 'name="answer"' not in page


def test_a_rejected_appeal_says_why_and_moves_nothing(cast, desk):
    made = appeal(cast, desk)
    answer_appeal(appeal_id=made.pk, by=cast.officer, upheld=False, answer="办事指南第 3 条写明为五日。")
    assert Result.objects.get().score == 2 and not Mark.objects.filter(origin="appeal").exists()
    assert Notice.objects.filter(person=cast.learner, body__contains="第 3 条").exists()
    refused("appeal_answered", answer_appeal, appeal_id=made.pk, by=cast.officer, upheld=False, answer="再答")
    refused("appealed_before", appeal, cast=cast, desk=desk)


def test_an_appeal_comes_in_time_on_a_question_of_ones_own_released_paper(cast, desk):
    late = Result.objects.get().released_at + timedelta(days=7, seconds=1)
    refused("appeals_closed", appeal, cast=cast, desk=desk, at=late)
    refused("unknown_question", appeal, cast=cast, desk=desk, number=4)
    refused("not_found", open_appeal, attempt_id=desk.row().pk, number=1, by=cast.cover, reason=REASON)
    made = appeal(cast, desk)
    assert made.due_at - made.opened_at == timedelta(days=7)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(attempt=desk.row(), number=2, person=cast.learner, opened_at=made.opened_at,
                              due_at=made.due_at)  # fmt: skip


def test_an_appeal_past_its_deadline_is_pressed_for_once_and_stays_open(cast, desk, sign_in):
    made = appeal(cast, desk)
    assert remind_of_appeals(at=made.due_at - timedelta(days=2)) == 0
    for early in (timedelta(hours=20), timedelta(hours=3)):
        remind_of_appeals(at=made.due_at - early)
    told = Notice.objects.filter(key=f"exams.appeal.{made.pk}.due")
    assert set(told.values_list("person__username", flat=True)) == {cast.officer.username, cast.officer_b.username}
    assert not Notice.objects.filter(person=cast.learner, title__contains="过了期限").exists()
    Appeal.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    for _ in range(2):
        assert remind_of_appeals() == 1
    assert told.count() == Notice.objects.filter(key=f"exams.appeal.{made.pk}.overdue").count() == 2
    assert Notice.objects.filter(person=cast.learner, title="第 2 题的申诉过了期限还没有答复").count() == 1
    assert "已超期" in sign_in(cast.officer).get(reverse("exams:officer_appeals")).content.decode()
    assert "已超期" in sign_in(cast.learner).get(reverse("exams:result", args=[desk.row().pk])).content.decode()
    answer_appeal(appeal_id=made.pk, by=cast.officer, upheld=False, answer="题干写明为五日。")
    assert remind_of_appeals() == 0


def test_a_withdrawn_appeal_waits_for_nobody_and_may_be_raised_again(cast, desk, sign_in):
    made = appeal(cast, desk)
    sign_in(cast.learner).post(reverse("exams:appeal_withdraw", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == Appeal.State.WITHDRAWN
    assert not [each for each in tasks_of(cast.officer, timezone.now()) if each.kind == "成绩申诉"]
    assert appeal(cast, desk).state == Appeal.State.OPEN


def test_neither_the_candidate_nor_who_marked_the_question_answers(cast, desk):
    made = appeal(cast, desk)
    answer = {"appeal_id": made.pk, "upheld": True, "answer": "成立", "points": Decimal(2)}
    refused("same_person", answer_appeal, by=cast.learner, **answer)
    judged = Mark.objects.get(number=2)
    judged.pk, judged.sequence, judged.origin, judged.by = None, 2, Mark.Origin.MODERATION, cast.officer
    judged.save()
    refused("same_person", answer_appeal, by=cast.officer, **answer)
    mutant = override_settings(SABOTAGE=frozenset({"second-signature"}))  # the database still refuses
    with mutant, pytest.raises(IntegrityError), transaction.atomic():
        answer_appeal(by=cast.learner, **answer)
    with pytest.raises(ExamProblem):
        answer_appeal(by=cast.officer_b, **{**answer, "points": Decimal("2.5")})
    assert Result.objects.get().score == 2


def test_strangers_find_neither_appeal_nor_form(cast, desk, sign_in):
    made = appeal(cast, desk)
    answer = reverse("exams:officer_appeal", args=[made.pk])
    for person in (cast.stranger_trainer, cast.learner, cast.cover, cast.manager):
        client = sign_in(person)
        assert client.get(answer).status_code == 404
        assert client.post(answer, {"upheld": "no", "answer": "不行"}).status_code == 404
    client = sign_in(cast.cover)
    assert client.get(reverse("exams:appeal", args=[desk.row().pk])).status_code == 404
    assert client.post(reverse("exams:appeal_withdraw", args=[made.pk])).status_code == 404
    assert REASON not in sign_in(cast.stranger_trainer).get(reverse("exams:officer_appeals")).content.decode()
