"""Markers judge written answers: anonymous, question by question, each answer in one pair of hands."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from exams.errors import ExamProblem
from exams.marker_selectors import sheet_of
from exams.models import Attempt, Mark, MarkingTask
from exams.services.claim_task import claim_task
from exams.services.create_fixed_paper import create_fixed_paper
from exams.services.give_mark import give_mark
from exams.services.mark_attempt import mark_attempt
from exams.services.publish_paper import publish_paper
from exams.services.sign_paper import sign_paper
from foundation.models import AuditEntry
from foundation.registries.tasks import tasks_of
from organisation.models import Role
from organisation.services.grant_role import grant_role
from tests.cast import make_person
from tests.exams.exam_stories import open_now, started
from tests.exams.marking_stories import handed_in, markers
from tests.question_bank.bank_stories import approved

FULL = [(Decimal(3), Decimal(3)), (Decimal(2), Decimal(2))]
HALF = [(Decimal(3), Decimal(3)), (Decimal(0), Decimal(2))]
NONE = [(Decimal(0), Decimal(3)), (Decimal(0), Decimal(2))]


def take(sitting, marker, **more) -> MarkingTask | None:
    version = MarkingTask.objects.filter(attempt__sitting=sitting).values_list("version", flat=True).first()
    return claim_task(sitting=sitting, version_id=version, by=marker, **more)


def refused(code, deed, *args, **given):
    with pytest.raises(ExamProblem) as caught:
        deed(*args, **given)
    assert caught.value.code == code


def test_a_marker_goes_through_all_answers_to_a_question_without_seeing_whose_they_are(cast, sign_in, deliver):
    sitting, desks = handed_in(cast, [cast.learner, cast.cover], deliver)
    client = sign_in(cast.reviewer)
    assert [task.title for task in tasks_of(cast.reviewer, timezone.now()) if task.kind == "评卷"] == [sitting.title]
    page = client.get(reverse("exams:marking")).content.decode()
    assert "开始评" in page and "0 / 2" in page
    claim = reverse("exams:marking_claim", args=[sitting.pk, MarkingTask.objects.first().version_id])
    answer = client.post(claim, follow=True)
    for _ in desks:
        page = answer.content.decode()
        assert "一次说清要补什么" in page and "一次告知" in page
        for person in (cast.learner, cast.cover):
            assert person.name not in page and person.username not in page
        answer = client.post(answer.request["PATH_INFO"], {"point-0": "3", "point-1": "1.5"}, follow=True)
    assert "没有等您评的作答" in answer.content.decode()
    for desk in desks:
        assert (desk.row().state, desk.row().result.score) == (Attempt.State.GRADED, Decimal("6.50"))
    given = Mark.objects.filter(by=cast.reviewer)
    assert given.count() == 2 and all(mark.counts and mark.origin == "first" for mark in given)
    assert AuditEntry.objects.filter(verb="mark.given", actor=cast.reviewer.username).count() == 2


@pytest.mark.parametrize("count", [3, 30])
def test_what_rules_mark_is_written_by_one_insert_whatever_the_number_of_questions(cast, count):
    desk = started(cast.learner, open_now(cast, count=count))
    desk.put(*(desk.change(number) for number in range(1, count)))
    desk.hand_in()
    assert not Mark.objects.exists()  # nothing is marked before the close, nor while the candidate waits for the answer
    with CaptureQueriesContext(connection) as queries:
        mark_attempt(attempt_id=desk.row().pk)
    statements = [each["sql"] for each in queries if each["sql"].startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]
    assert sum(each.startswith('INSERT INTO "exams_mark"') for each in statements) == 1 and len(statements) <= 25
    assert desk.row().result.score == 2 * (count - 1) and Mark.objects.count() == count


def test_bad_points_are_refused_at_their_field_and_nothing_is_marked(cast, sign_in, deliver):
    sitting, _ = handed_in(cast, [cast.learner], deliver)
    task = take(sitting, cast.reviewer)
    client = sign_in(cast.reviewer)
    for bad in ({"point-0": "3.01", "point-1": "1"}, {"point-0": "NaN", "point-1": "1"}, {"point-1": "-1"}, {}):
        answer = client.post(reverse("exams:marking_task", args=[task.pk]), bad)
        assert answer.status_code == 400 and 'class="error"' in answer.content.decode()
    refused(
        "points_out_of_range", give_mark, task_id=task.pk, by=cast.reviewer, awarded=[(Decimal(4), Decimal(3))]
    )  # fmt: skip
    assert not Mark.objects.filter(by=cast.reviewer).exists()


def test_an_answer_is_in_one_pair_of_hands_until_its_lease_runs_out(cast, deliver):
    sitting, _ = handed_in(cast, [cast.learner, cast.cover], deliver)
    one, two = markers(cast, 2)
    first, second = take(sitting, one), take(sitting, two)
    assert first.pk != second.pk and take(sitting, one).pk == first.pk
    assert take(sitting, cast.reviewer) is None
    later = timezone.now() + timedelta(minutes=21)
    assert take(sitting, cast.reviewer, at=later).pk in (first.pk, second.pk)
    taken = MarkingTask.objects.get(marker=cast.reviewer)
    refused("claim_lost", give_mark, task_id=taken.pk, by=one if taken.pk == first.pk else two, awarded=FULL)
    give_mark(task_id=taken.pk, by=cast.reviewer, awarded=FULL)
    refused("claim_lost", give_mark, task_id=taken.pk, by=cast.reviewer, awarded=FULL)


def test_a_marker_may_put_an_answer_back(cast, sign_in, deliver):
    sitting, _ = handed_in(cast, [cast.learner], deliver)
    (other,) = markers(cast, 1)
    task = take(sitting, cast.reviewer)
    sign_in(cast.reviewer).post(reverse("exams:marking_return", args=[task.pk]))
    assert take(sitting, other).pk == task.pk


CASE = {
    "kind": "case_study",
    "content": {
        "stem": "请看材料作答。", "documents": [{"name": "申请表", "face": ["签名：（空白）"]}],
        "sub_questions": [
            {"id": "s1", "kind": "short_answer", "points": 1, "content": {"stem": "怎么告知？"}},
            {"id": "s2", "kind": "short_answer", "points": 1, "content": {"stem": "几日内补齐？"}},
            {"id": "s3", "kind": "single_choice", "points": 1,
             "content": {"stem": "缺什么？", "options": [{"id": "A", "text": "签名"}, {"id": "B", "text": "照片"}]}},
        ],
    },
    "key": {
        "subs": {
            "s1": {"marking_points": [{"text": "一次说清", "points": 1}]},
            "s2": {"marking_points": [{"text": "五日", "points": 1}]},
            "s3": {"correct": ["A"]},
        },
        "explanations": {},
    },
}  # fmt: skip


def test_a_case_that_is_all_right_gets_all_its_points_to_the_cent(cast, deliver):
    """Three parts of equal worth make 10 points: 3.33 by rule, and 6.67 for the marker to give."""
    version = approved(cast, **CASE).current_version
    paper = create_fixed_paper(title="案例卷", node=cast.hall, by=cast.officer, questions=[(version, 10)])
    publish_paper(paper=paper, by=cast.officer)
    sitting = open_now(cast, version=sign_paper(paper=paper, by=cast.officer_b), pass_percent=100)
    desk = started(cast.learner, sitting)
    shown = desk.question(1)
    ids = {sub["content"]["stem"]: sub for sub in shown["content"]["sub_questions"]}
    options = ids["缺什么？"]["content"]["options"]
    right = next(each["id"] for each in options if each["text"] == "签名")
    value = {ids["怎么告知？"]["id"]: "一次说清", ids["几日内补齐？"]["id"]: "五日", ids["缺什么？"]["id"]: right}
    assert desk.put({"question": shown["id"], "value": value, "seq": 1}).status_code == 200
    desk.seq = 1
    desk.hand_in()
    deliver()
    task = take(sitting, cast.reviewer)
    points = sheet_of(task).points
    assert (task.rule_points, [point.worth for point in points]) == (
        Decimal("3.33"), [Decimal("3.34"), Decimal("3.33")],
    )  # fmt: skip
    give_mark(task_id=task.pk, by=cast.reviewer, awarded=[(point.worth, point.worth) for point in points])
    assert (desk.row().result.score, desk.row().result.passed) == (10, True)


def test_two_who_agree_give_the_mean_and_their_marks_stay_apart(cast, deliver):
    sitting, (desk,) = handed_in(cast, [cast.learner], deliver, double_marking=True, third_marker_gap=40)
    one, two = markers(cast, 2)
    give_mark(task_id=take(sitting, one).pk, by=one, awarded=FULL)
    assert take(sitting, one) is None and desk.row().state == Attempt.State.CLOSED
    give_mark(task_id=take(sitting, two).pk, by=two, awarded=HALF)
    rows = list(desk.row().marks.filter(number=2).values_list("origin", "points", "counts"))
    assert rows == [("first", 5, False), ("second", 3, False), ("agreed", 4, True)]
    assert desk.row().result.score == 6


def test_two_who_differ_too_much_send_the_answer_to_a_third(cast, sign_in, deliver):
    sitting, (desk,) = handed_in(cast, [cast.learner], deliver, double_marking=True)
    one, two, third = markers(cast, 3)
    give_mark(task_id=take(sitting, one).pk, by=one, awarded=FULL)
    give_mark(task_id=take(sitting, two).pk, by=two, awarded=NONE)
    assert desk.row().state == Attempt.State.CLOSED
    assert take(sitting, one) is None and take(sitting, two) is None
    assert "等第三人评" in sign_in(third).get(reverse("exams:marking")).content.decode()
    give_mark(task_id=take(sitting, third).pk, by=third, awarded=HALF)
    assert desk.row().result.score == 2 + 4  # the third and the nearer: (3 + 5) / 2
    assert list(desk.row().marks.filter(counts=True, number=2).values_list("origin", flat=True)) == ["agreed"]


def test_the_database_refuses_one_marker_twice_on_the_same_answer(cast, deliver):
    sitting, _ = handed_in(cast, [cast.learner], deliver, double_marking=True)
    give_mark(task_id=take(sitting, cast.reviewer).pk, by=cast.reviewer, awarded=FULL)
    waiting = MarkingTask.objects.filter(done_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        waiting.update(marker=cast.reviewer, done_at=timezone.now())
    waiting.update(marker=cast.reviewer)
    refused("own_answer", give_mark, task_id=waiting.get().pk, by=cast.reviewer, awarded=FULL)


def test_an_exam_that_releases_by_itself_does_so_with_the_last_mark(cast, deliver):
    sitting, (desk,) = handed_in(cast, [cast.learner], deliver, release_policy="automatic")
    give_mark(task_id=take(sitting, cast.reviewer).pk, by=cast.reviewer, awarded=FULL)
    assert desk.row().state == Attempt.State.RELEASED


def test_nobody_marks_outside_their_branch_or_their_own_answer(cast, sign_in, deliver):
    sitting, _ = handed_in(cast, [cast.learner], deliver)
    task = take(sitting, cast.reviewer)
    far = make_person("t2009", "石桥评卷人", cast.other_hall, Role.MARKER)
    claim = reverse("exams:marking_claim", args=[sitting.pk, task.version_id])
    own = reverse("exams:marking_task", args=[task.pk])
    near = markers(cast, 1)[0]
    for person in (far, near, cast.officer, cast.learner):
        client = sign_in(person)
        assert client.get(own).status_code == 404
        assert client.post(own, {"point-0": "3", "point-1": "2"}).status_code == 404
        assert client.post(reverse("exams:marking_return", args=[task.pk])).status_code == 404
    for person in (far, cast.officer, cast.learner):
        assert sign_in(person).post(claim).status_code == 404
    assert "没有等您评的作答" in sign_in(far).get(reverse("exams:marking")).content.decode()
    assert sign_in(cast.learner).get(reverse("exams:marking")).status_code == 404
    grant_role(person=cast.learner, role=Role.MARKER, node=cast.hall, by=None)
    MarkingTask.objects.update(marker=None, claimed_until=None)
    assert take(sitting, cast.learner) is None
    assert sign_in(cast.learner).post(claim).status_code == 404


@pytest.mark.browser
def test_number_keys_give_points_and_enter_brings_the_next_answer(cast, page_for, deliver):
    handed_in(cast, [cast.learner, cast.cover], deliver)
    page = page_for(cast.reviewer)
    page.goto(page.live_url + reverse("exams:marking"))
    page.click("text=开始评")
    page.wait_for_selector("[data-keys]:not([hidden])")
    page.keyboard.press("1")
    page.keyboard.press("Shift+2")
    assert page.text_content("[data-total]") == "4"
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
    mark = Mark.objects.get(by=cast.reviewer)
    assert mark.points == 4 and mark.details["points"] == [["3", "3.00"], ["1", "2.00"]]
    page.keyboard.press("b")
    page.wait_for_url("**/again/")
    assert page.text_content("[data-total]") == "4" and page.input_value("#p1") == "1"
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/again/" not in url)
    assert list(mark.attempt.marks.filter(number=2).values_list("points", flat=True)) == [4, 5]
    assert page.troubles == []
