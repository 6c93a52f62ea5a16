"""Before results go out an officer sees what is unfinished and what is unusual; decisions about one attempt take two."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from exams.models import Attempt, LateResponse, MarkingTask, Reopening, Sitting, Voiding
from exams.release_selectors import check_before_release
from exams.services.apply_key_change import apply_key_change
from exams.services.decide_key_change import approve_key_change
from exams.services.give_mark import give_mark
from exams.services.propose_key_change import corrected_key, propose_key_change
from exams.services.reopen_attempt import approve_reopening, ask_to_reopen
from exams.services.sweep_attempts import close_overdue
from foundation.models import AuditEntry, Notice, User
from foundation.registries.tasks import tasks_of
from organisation.models import Role
from tests.cast import make_person
from tests.exams.exam_stories import open_now, started
from tests.exams.marking_stories import handed_in


@pytest.fixture
def three(cast) -> list[User]:
    return [make_person(f"t40{n:02d}", f"考生{n}", cast.hall, Role.STAFF) for n in range(3)]


def text_of(client, name: str, *args) -> str:
    return client.get(reverse(f"exams:{name}", args=args)).content.decode()


def in_quarantine(desk) -> LateResponse:
    """An answer to question 1 that came too late."""
    return LateResponse.objects.create(
        attempt=desk.row(), reason="late", client="desk-1", seq=99, number=1, value=None, received_at=timezone.now()
    )


def test_the_check_page_names_what_is_unusual_and_leads_to_the_release(cast, three, sign_in, deliver):
    sitting = open_now(cast, three, pass_percent=68)
    for person, answers in zip(three, (("三日", "三日", "三日"), ("三日", "五日", "五日"), ("三日", "五日", "十日"))):
        desk = started(person, sitting)
        for number, text in enumerate(answers, start=1):
            desk.answer(number, text)
        desk.hand_in()
    deliver()
    late = Attempt.objects.get(person=three[2])
    Attempt.objects.filter(pk=late.pk).update(deadline_at=late.closed_at - timedelta(seconds=4))
    client = sign_in(cast.officer)
    assert "核对并发布成绩" in text_of(client, "officer_sitting", sitting.pk)
    page = text_of(client, "officer_check", sitting.pk)
    for words in ("几乎没有人得分的题", "得分率 0%", "更正答案", "零分", "考生0", "离合格线不到 2%", "考生1", "宽限"):
        assert words in page
    assert "还没办完" not in page
    client.post(reverse("exams:officer_release", args=[sitting.pk]))
    assert "都已发布" in text_of(client, "officer_check", sitting.pk)


def test_what_waits_for_markers_or_a_decision_is_named_and_the_rest_can_go_out(cast, sign_in, deliver):
    sitting, desks = handed_in(cast, [cast.learner, cast.cover], deliver)
    in_quarantine(desks[0])
    page = text_of(sign_in(cast.officer), "officer_check", sitting.pk)
    assert "2 份作答等阅卷员" in page and "群众材料不齐时怎么办" in page
    assert "何晓岚：有迟到的作答未定" in page and "没有评完待发布的成绩" in page


def test_a_graded_attempt_with_late_answers_waits_for_the_decision_also_where_results_go_out_by_themselves(
    cast, sign_in, deliver
):
    sitting = open_now(cast, [cast.learner, cast.cover])
    desks = [started(person, sitting) for person in (cast.learner, cast.cover)]
    in_quarantine(desks[0])
    for desk in desks:
        desk.hand_in()
    deliver()
    client = sign_in(cast.officer)
    assert "发布 1 人的成绩" in text_of(client, "officer_check", sitting.pk)
    client.post(reverse("exams:officer_release", args=[sitting.pk]))
    assert [desk.row().state for desk in desks] == [Attempt.State.GRADED, Attempt.State.RELEASED]
    Sitting.objects.update(release_policy="automatic")
    client.post(reverse("exams:officer_attempt_do", args=[desks[0].row().pk, "decline-late"]), {"why": "交卷之后改的"})
    assert desks[0].row().state == Attempt.State.RELEASED


def test_marks_from_before_a_reopening_stay_as_they_were_and_the_new_ones_count(cast, deliver):
    desk = started(cast.learner, open_now(cast))
    desk.answer(1, "三日")
    desk.hand_in()
    deliver()
    asked = ask_to_reopen(attempt_id=desk.row().pk, by=cast.officer, seconds=600, reason="停电")
    approve_reopening(reopening=asked, by=cast.officer_b)
    version = desk.row().paper_version.questions.get(position=1).version
    key = corrected_key(version, given={"correct": ["A"]}, everyone=False, explanation="")
    change = propose_key_change(version=version, key=key, reason="已改为三日", by=cast.officer)
    approve_key_change(change_id=change.pk, by=cast.officer_b)
    apply_key_change(change_id=change.pk)  # nothing is marked while the candidate writes
    desk.answer(2)
    desk.hand_in()
    deliver()
    marks = desk.row().marks.filter(counts=True)
    columns = ("number", "sequence", "points", "key_number")
    assert list(marks.filter(number__lt=3).values_list(*columns)) == [
        (1, 1, 0, 1),
        (1, 2, 2, 2),
        (2, 1, 0, 1),
        (2, 2, 2, 1),
    ]
    assert marks.count() == 6 and desk.row().result.score == 4


def test_the_check_costs_the_same_for_ten_candidates_as_for_two(cast, three, deliver, django_assert_max_num_queries):
    sitting = open_now(cast, three)
    for person in three:
        started(person, sitting).hand_in()
    deliver()
    with django_assert_max_num_queries(10):
        assert check_before_release(sitting, timezone.now()).graded == 3


def test_late_answers_are_admitted_by_two_on_the_attempts_page(cast, sign_in, deliver):
    desk = started(cast.learner, open_now(cast))
    past = timezone.now() - timedelta(seconds=60)
    Attempt.objects.update(deadline_at=past, accept_until=past)
    desk.answer(1)
    close_overdue()
    deliver()
    attempt = desk.row()

    def do(person, deed, **given):
        return sign_in(person).post(
            reverse("exams:officer_attempt_do", args=[attempt.pk, deed]), given, follow=True
        ).content.decode()  # fmt: skip

    assert "有事待定" in text_of(sign_in(cast.officer), "officer_sitting", attempt.sitting_id)
    assert [each.title for each in tasks_of(cast.officer, timezone.now()) if each.kind == "迟到的作答"]
    assert "理由" in do(cast.officer, "propose-late", why="") and not LateResponse.objects.get().proposed_by
    assert "要由另一位考务员同意" in do(cast.officer, "propose-late", why="断网，时间可信")
    assert not [each for each in tasks_of(cast.officer, timezone.now()) if each.kind == "迟到的作答"]
    assert "需要另一位考务员" in do(cast.officer, "admit-late")
    assert "同意补入并重新评分" in text_of(sign_in(cast.officer_b), "officer_attempt", attempt.pk)
    do(cast.officer_b, "admit-late")
    desk.row().result.refresh_from_db()
    assert desk.row().result.score == 2
    (change,) = desk.row().result.changes.all()
    assert (change.cause, change.new_score) == ("late", 2)


def test_a_late_answer_that_comes_after_the_results_went_out_by_themselves_can_still_be_admitted(
    cast, sign_in, deliver
):
    _, (desk,) = handed_in(cast, [cast.learner], deliver, release_policy="automatic")
    task = MarkingTask.objects.get()
    MarkingTask.objects.update(marker=cast.reviewer)
    give_mark(task_id=task.pk, by=cast.reviewer, awarded=[(Decimal(3), Decimal(3)), (Decimal(1), Decimal(2))])
    attempt = desk.row()
    assert attempt.state == Attempt.State.RELEASED
    score = attempt.result.score
    late = in_quarantine(desk)

    def do(person, deed, **given):
        return sign_in(person).post(
            reverse("exams:officer_attempt_do", args=[attempt.pk, deed]), given, follow=True
        ).content.decode()  # fmt: skip

    assert [each.title for each in tasks_of(cast.officer, timezone.now()) if each.kind == "迟到的作答"]
    do(cast.officer, "propose-late", why="断网，时间可信")
    do(cast.officer_b, "admit-late")
    attempt.result.refresh_from_db()
    assert attempt.result.score == score - 2 and desk.row().state == Attempt.State.RELEASED
    deliver()
    assert Notice.objects.filter(person=cast.learner, title__startswith="成绩有变动").count() == 1
    LateResponse.objects.filter(pk=late.pk).update(number=2, value="再想了想", admitted_by=None, proposed_by=None)
    do(cast.officer, "propose-late", why="断网，时间可信")
    assert "请决定不补入，并告诉考生可以申诉" in do(cast.officer_b, "admit-late")
    assert not LateResponse.objects.exclude(admitted_by=None).exists()


def test_late_answers_may_be_left_out_with_a_reason(cast, sign_in, deliver):
    desk = started(cast.learner, open_now(cast))
    desk.hand_in()
    in_quarantine(desk)
    deliver()
    decline = reverse("exams:officer_attempt_do", args=[desk.row().pk, "decline-late"])
    sign_in(cast.officer).post(decline, {"why": "交卷之后才改的"})
    assert LateResponse.objects.get().declined_by == cast.officer and desk.row().result.score == 0
    assert AuditEntry.objects.get(verb="late_responses.declined").reason == "交卷之后才改的"
    page = sign_in(cast.officer).post(decline, {"why": "再来一次"}, follow=True).content.decode()
    assert "当前状态下不能这样做" in page


def test_an_attempt_is_reopened_and_made_void_by_two_with_a_reason(cast, sign_in, deliver):
    desk = started(cast.learner, open_now(cast))
    desk.hand_in()
    deliver()

    def do(person, deed, **given):
        sign_in(person).post(reverse("exams:officer_attempt_do", args=[desk.row().pk, deed]), given)
        return desk.row().state

    assert do(cast.officer, "ask-reopen", minutes=0, why="停电") == Attempt.State.GRADED
    assert not desk.row().reopenings.exists()
    assert do(cast.officer, "ask-reopen", minutes=10, why="停电") == Attempt.State.GRADED
    assert do(cast.officer, "approve-reopen") == Attempt.State.GRADED
    assert [each.kind for each in tasks_of(cast.officer_b, timezone.now())] == ["申请重开作答"]
    assert do(cast.officer_b, "approve-reopen") == Attempt.State.IN_PROGRESS
    assert do(cast.officer, "decline-reopen") == Attempt.State.IN_PROGRESS  # it was decided
    assert do(cast.officer, "approve-void") == Attempt.State.IN_PROGRESS  # nobody asked
    assert do(cast.officer, "ask-void", why="") == Attempt.State.IN_PROGRESS and not desk.row().voidings.exists()
    for _twice in range(2):
        assert do(cast.officer, "ask-void", why="替考") == Attempt.State.IN_PROGRESS
    assert do(cast.officer, "approve-void") == Attempt.State.IN_PROGRESS and desk.row().voidings.count() == 1
    assert "何晓岚：申请作废，等第二人同意" in text_of(sign_in(cast.officer_b), "officer_check", desk.row().sitting_id)
    assert "同意作废" in text_of(sign_in(cast.officer_b), "officer_attempt", desk.row().pk)
    assert [each.kind for each in tasks_of(cast.officer_b, timezone.now())] == ["申请作废作答"]
    assert do(cast.officer_b, "approve-void") == Attempt.State.VOID
    entry = AuditEntry.objects.get(verb="attempt.voided")
    assert (entry.actor, entry.after["asked_by"]) == (cast.officer_b.username, cast.officer.username)
    assert not tasks_of(cast.officer_b, timezone.now())
    assert "替考" in text_of(sign_in(cast.learner), "attempt", desk.row().pk)


@pytest.mark.parametrize(("deed", "kind"), [("reopen", Reopening), ("void", Voiding)])
def test_a_request_that_is_taken_back_or_refused_holds_up_nobody(cast, sign_in, deliver, deed, kind):
    desk = started(cast.learner, open_now(cast, release_policy=Sitting.Release.AUTOMATIC))
    desk.hand_in()
    ask, do = {"minutes": 10, "why": "停电"}, lambda of: reverse("exams:officer_attempt_do", args=[desk.row().pk, of])
    sign_in(cast.officer).post(do(f"ask-{deed}"), ask)
    page = sign_in(cast.officer).post(do(f"decline-{deed}"), follow=True).content.decode()
    assert "申请不再算数，作答照旧。" in page and "已撤回" in page
    sign_in(cast.officer).post(do(f"ask-{deed}"), ask)
    deliver()
    assert desk.row().state == Attempt.State.GRADED  # marked, and held back from its automatic release
    page = sign_in(cast.officer_b).post(do(f"decline-{deed}"), follow=True).content.decode()
    assert f"{cast.officer_b.name} 不同意" in page and desk.row().state == Attempt.State.RELEASED
    assert kind.objects.waiting().count() == 0 and not tasks_of(cast.officer_b, timezone.now())
    verbs = AuditEntry.objects.filter(verb__endswith="_declined").order_by("sequence")
    assert list(verbs.values_list("actor", flat=True)) == [cast.officer.username, cast.officer_b.username]
    with pytest.raises(IntegrityError), transaction.atomic():
        kind.objects.update(approved_by=cast.admin)


def test_others_find_neither_check_nor_attempt(cast, sign_in, deliver):
    desk = started(cast.learner, open_now(cast))
    desk.hand_in()
    deliver()
    attempt = desk.row()
    for person in (cast.stranger_trainer, cast.learner, cast.reviewer, cast.manager):
        client = sign_in(person)
        assert client.get(reverse("exams:officer_check", args=[attempt.sitting_id])).status_code == 404
        assert client.get(reverse("exams:officer_attempt", args=[attempt.pk])).status_code == 404
        void = client.post(reverse("exams:officer_attempt_do", args=[attempt.pk, "ask-void"]), {"why": "不行"})
        assert void.status_code == 404
    assert sign_in(cast.officer).post(f"/exams/officer/attempts/{attempt.pk}/do/nothing/").status_code == 404
    assert desk.row().state == Attempt.State.GRADED
