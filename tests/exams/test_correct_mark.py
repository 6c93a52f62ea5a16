"""A marker who slipped goes back and puts the mark right: until the results are out, and never by changing a row."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from exams.errors import ExamProblem
from exams.models import Attempt, Mark, MarkingTask, Result, ResultChange
from exams.services.claim_task import claim_task
from exams.services.correct_mark import correct_mark
from exams.services.give_mark import give_mark
from exams.services.release_results import release_results
from exams.services.reopen_attempt import approve_reopening, ask_to_reopen
from foundation.models import AuditEntry
from tests.exams.marking_stories import handed_in, markers


def worth(first, second) -> list[tuple[Decimal, Decimal]]:
    return [(Decimal(first), Decimal(3)), (Decimal(second), Decimal(2))]


def judged(sitting, marker, first, second, **more) -> MarkingTask:
    version = MarkingTask.objects.filter(attempt__sitting=sitting).values_list("version", flat=True).first()
    task = claim_task(sitting=sitting, version_id=version, by=marker)
    give_mark(task_id=task.pk, by=marker, awarded=worth(first, second), **more)
    return task


def refused(code, deed, *args, **given):
    with pytest.raises(ExamProblem) as caught:
        deed(*args, **given)
    assert caught.value.code == code


def again(task, marker, first, second, **more) -> Mark:
    return correct_mark(task_id=task.pk, by=marker, awarded=worth(first, second), **more)


def in_force(desk) -> tuple:
    mark = desk.row().marks.filter(number=2, counts=True).order_by("sequence").last()
    return (mark.origin, mark.points) if mark else ()


def test_a_marker_goes_back_to_the_last_answer_and_gives_another_mark(cast, sign_in, deliver):
    sitting, _ = handed_in(cast, [cast.learner, cast.cover], deliver)
    client = sign_in(cast.reviewer)
    version = MarkingTask.objects.first().version_id
    first = client.post(reverse("exams:marking_claim", args=[sitting.pk, version]), follow=True)
    assert "改上一份" not in first.content.decode().split("data-keys")[0]
    second = client.post(first.request["PATH_INFO"], {"point-0": "0", "point-1": "2", "note": "太短"}, follow=True)
    slipped = MarkingTask.objects.get(done_at__isnull=False)
    url = reverse("exams:marking_again", args=[slipped.pk])
    assert f'href="{url}" data-back' in second.content.decode()
    shown = client.get(url).content.decode()
    assert 'value="0"' in shown and 'value="太短"' in shown and "改分的理由" not in shown
    assert client.post(url, {"point-0": "4", "point-1": "2"}).status_code == 400
    back = client.post(url, {"point-0": "3", "point-1": "2"}, follow=True)
    assert back.request["PATH_INFO"] == second.request["PATH_INFO"]  # the one they held, not a third
    assert "已由 2 分改为 5 分" in back.content.decode()
    attempt = slipped.attempt
    rows = list(attempt.marks.filter(number=2).values_list("sequence", "origin", "points", "note"))
    assert rows == [(1, "first", 2, "太短"), (2, "first", 5, "")]
    attempt.result.refresh_from_db()
    assert attempt.result.score == 7 and ResultChange.objects.get().cause == "correction"
    pile = reverse("exams:marking_judged", args=[sitting.pk, version])
    assert f'href="{pile}"' in client.get(reverse("exams:marking")).content.decode()
    assert url in client.get(pile).content.decode()
    entry = AuditEntry.objects.get(verb="mark.corrected")
    assert (entry.actor, entry.after["before"], entry.after["points"]) == (cast.reviewer.username, "2.00", "5.00")


def test_later_it_takes_a_reason_and_after_the_release_an_appeal(cast, sign_in, deliver):
    sitting, (desk,) = handed_in(cast, [cast.learner], deliver)
    task = judged(sitting, cast.reviewer, 0, 2, at=timezone.now() - timedelta(minutes=21))
    refused("reason_missing", again, task, cast.reviewer, 3, 2)
    client, url = sign_in(cast.reviewer), reverse("exams:marking_again", args=[task.pk])
    answer = client.post(url, {"point-0": "3", "point-1": "2"})
    assert answer.status_code == 400 and 'id="reason-error"' in answer.content.decode()
    client.post(url, {"point-0": "3", "point-1": "2", "reason": "看漏了第一点"})
    assert in_force(desk) == ("first", 5) and AuditEntry.objects.get(verb="mark.corrected").reason == "看漏了第一点"
    release_results(sitting=sitting, by=cast.officer)
    refused("mark_released", again, task, cast.reviewer, 0, 0, reason="又想了想")
    assert "成绩已经发布" in client.get(url, follow=True).content.decode()
    page = desk.http.get(reverse("exams:result", args=[desk.attempt["id"]])).content.decode()
    assert "成绩变动" not in page and "看漏了" not in page  # what came before the release is no change of a result


def test_two_markers_are_settled_anew_from_the_last_mark_of_each(cast, deliver):
    sitting, (desk,) = handed_in(cast, [cast.learner], deliver, double_marking=True, third_marker_gap=20)
    one, two, third = markers(cast, 3)
    mine, theirs = judged(sitting, one, 3, 2), judged(sitting, two, 3, 1)
    assert in_force(desk) == ("agreed", Decimal("4.5")) and desk.row().state == Attempt.State.GRADED
    again(mine, one, 0, 0)  # 0 and 4 of 5: a third must look
    assert desk.row().state == Attempt.State.CLOSED and MarkingTask.objects.filter(stage=3).count() == 1
    again(mine, one, 3, 0)  # 3 and 4: they agree, and nobody was at it yet
    assert in_force(desk) == ("agreed", Decimal("3.5")) and desk.row().state == Attempt.State.GRADED
    assert not MarkingTask.objects.filter(stage=3).exists()
    again(theirs, two, 0, 1)
    held = claim_task(sitting=sitting, version_id=mine.version_id, by=third)
    again(theirs, two, 2, 1)  # the third is at it already, and goes on
    assert desk.row().state == Attempt.State.CLOSED
    give_mark(task_id=held.pk, by=third, awarded=worth(3, 2))
    assert in_force(desk) == ("agreed", Decimal(4))  # 3 and 3, the third gave 5
    again(theirs, two, 3, 2)
    assert in_force(desk) == ("agreed", Decimal(5)) and desk.row().result.score == 7
    assert desk.row().marks.filter(number=2).count() == 2 + 1 + 2 + 1 + 1 + 1 + 1 + 1 + 1 + 1


def test_a_result_that_a_correction_moved_is_withdrawn_when_the_attempt_is_given_back(cast, deliver):
    sitting, (desk,) = handed_in(cast, [cast.learner], deliver)
    task = judged(sitting, cast.reviewer, 3, 2)
    again(task, cast.reviewer, 0, 0)
    moved = ResultChange.objects.get()
    asked = ask_to_reopen(attempt_id=desk.row().pk, by=cast.officer, seconds=600, reason="停电")
    approve_reopening(reopening=asked, by=cast.officer_b)
    assert desk.row().state == Attempt.State.IN_PROGRESS and not Result.objects.filter(attempt=desk.row()).exists()
    entry = AuditEntry.objects.get(verb="attempt.reopened")
    assert Decimal(entry.before["score"]) == moved.new_score
    assert desk.row().marks.filter(number=2).count() >= 2, "the marks stay"
    desk.hand_in()
    deliver()
    assert desk.row().state == Attempt.State.CLOSED and not ResultChange.objects.exists()


def test_the_database_refuses_to_change_a_mark(cast, deliver):
    sitting, (desk,) = handed_in(cast, [cast.learner], deliver)
    judged(sitting, cast.reviewer, 3, 2)
    mark = desk.row().marks.get(number=2)
    for change in ({"points": 0}, {"counts": False}, {"by": cast.officer}):
        with pytest.raises(IntegrityError, match="appended"), transaction.atomic():
            Mark.objects.filter(pk=mark.pk).update(**change)
    mark.note = "改一改"
    with pytest.raises(IntegrityError, match="appended"), transaction.atomic():
        mark.save()


def test_nobody_corrects_another_markers_mark(cast, sign_in, deliver):
    sitting, _ = handed_in(cast, [cast.learner], deliver)
    (other,) = markers(cast, 1)
    task = judged(sitting, cast.reviewer, 3, 2)
    refused("claim_lost", again, task, other, 0, 0)
    for person in (other, cast.officer, cast.learner):
        url = reverse("exams:marking_again", args=[task.pk])
        assert sign_in(person).get(url).status_code == 404 == sign_in(person).post(url, {"point-0": "0"}).status_code
    refused("claim_lost", again, MarkingTask(pk=0), other, 0, 0)
