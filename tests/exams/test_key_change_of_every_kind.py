"""A key is corrected whatever the kind: what was foretold comes true, and what people marked is handled openly."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.key_change_selectors import blast_of
from exams.models import Attempt, Mark, MarkingTask, Response, Result
from exams.services.apply_key_change import apply_key_change
from exams.services.claim_task import claim_task
from exams.services.create_fixed_paper import create_fixed_paper
from exams.services.decide_key_change import approve_key_change
from exams.services.give_mark import give_mark
from exams.services.propose_key_change import corrected_key, propose_key_change
from exams.services.publish_paper import publish_paper
from exams.services.release_results import release_results
from exams.services.sign_paper import sign_paper
from question_bank.keys import key_of
from tests.exams.exam_stories import open_now, started
from tests.exams.marking_stories import handed_in
from tests.question_bank.bank_stories import approved
from tests.question_bank.test_marking_kinds import IN_USE

# What the learner answered, right only under the corrected key.
TURNED = {
    "single_choice": ("D", {"correct": ["B", "D"]}),
    "multiple_choice": (["C"], {"correct": ["C"]}),
    "true_false": (True, {"correct": True}),
    "fill_in": (["伍"], {"blanks": [{"answers": ["5", "伍"]}]}),
    "ordering": (list("bacd"), {"order": list("bacd")}),
    "matching": ({"1": "a", "2": "a"}, {"pairs": {"1": "a", "2": "a"}}),
    "document_check": (
        {"marks": {"id": "ok", "book": "expired", "card": "ok", "photo": "ok"}, "decision": "1"},
        {"truth": {"id": "ok", "book": "expired", "card": "ok", "photo": "ok"}, "whys": {}, "decision": "1"},
    ),
}  # fmt: skip


def applied(cast, version, **given):
    key = corrected_key(version, everyone=given.pop("everyone", False), explanation="", **given)
    change = propose_key_change(version=version, key=key, reason="以新规定为准", by=cast.officer)
    approve_key_change(change_id=change.pk, by=cast.officer_b)
    apply_key_change(change_id=change.pk)
    change.refresh_from_db()
    return change


def test_what_the_blast_radius_foretells_comes_true_for_every_kind_that_rules_mark(cast, sign_in, deliver):
    questions = [approved(cast, kind=kind, content=IN_USE[kind][0], key=IN_USE[kind][1]) for kind in TURNED]
    rows = [(question.current_version, 2) for question in questions]
    paper = create_fixed_paper(title="各种题型", node=cast.hall, by=cast.officer, questions=rows)
    publish_paper(paper=paper, by=cast.officer)
    sitting = open_now(cast, [cast.learner], version=sign_paper(paper=paper, by=cast.officer_b), pass_percent=60)
    desk, now = started(cast.learner, sitting), timezone.now()
    for row in desk.row().paper.questions:
        Response.objects.create(attempt=desk.row(), number=row["n"], value=TURNED[row["kind"]][0], client="d", epoch=1,
                                seq=row["n"], revision=row["n"], saved_at=now)  # fmt: skip
    desk.hand_in({})
    deliver()
    client = sign_in(cast.officer)
    for question in questions:
        version = question.current_version
        given, before = TURNED[version.kind][1], Result.objects.get().score
        (moved,) = blast_of(version, corrected_key(version, given=given, everyone=False, explanation="")).moved
        change = applied(cast, version, given=given)
        page = client.get(reverse("exams:officer_key_change", args=[change.pk])).content.decode()
        assert "<ins>" in page or "<del>" in page, version.kind
        assert before < Result.objects.get().score == moved.new_score, version.kind
    assert Result.objects.get().score == 14 and Result.objects.get().passed


@pytest.fixture
def judged(cast, deliver):
    """The learner's short answer got 2 of 5 from the reviewer, the cover's waits."""
    sitting, _desks = handed_in(cast, [cast.learner, cast.cover], deliver)
    version = MarkingTask.objects.first().version
    task = MarkingTask.objects.get(attempt__person=cast.learner)
    MarkingTask.objects.filter(pk=task.pk).update(marker=cast.reviewer)
    give_mark(task_id=task.pk, by=cast.reviewer, awarded=[(Decimal(0), Decimal(3)), (Decimal(2), Decimal(2))])
    return sitting, version


POINTS = {"marking_points": [{"text": "一次告知", "points": 5}]}


def test_other_marking_points_bring_answers_back_to_the_markers_until_the_results_are_out(cast, judged):
    sitting, version = judged
    blast = blast_of(version, corrected_key(version, given=POINTS, everyone=False, explanation=""))
    assert (blast.attempts, blast.again, blast.standing, blast.waiting, blast.moved) == (2, 1, 0, 1, [])
    applied(cast, version, given=POINTS)
    learner = Attempt.objects.get(person=cast.learner)
    assert learner.state == Attempt.State.CLOSED and MarkingTask.objects.filter(done_at=None).count() == 2
    for _ in range(2):
        task = claim_task(sitting=sitting, version_id=version.pk, by=cast.reviewer)
        give_mark(task_id=task.pk, by=cast.reviewer, awarded=[(Decimal(4), Decimal(5))])
    assert list(Mark.objects.filter(attempt=learner, number=2).values_list("points", "key_number")) == [(2, 1), (4, 2)]
    assert set(Result.objects.values_list("score", flat=True)) == {Decimal(6)}


def test_released_marks_of_people_stand_and_the_page_says_so(cast, judged, sign_in):
    sitting, version = judged
    release_results(sitting=sitting, by=cast.officer)
    form = reverse("exams:officer_change_key", args=[version.pk])
    page = sign_in(cast.officer).post(form, {"k-marking_points": "一次告知 = 5", "do": "preview", "reason": "新规定"})
    assert "1 份已发布的人工评分保持不变" in page.content.decode()
    applied(cast, version, given=POINTS)
    assert Result.objects.get().score == 4 and key_of(version.pk).key == POINTS


def test_full_marks_for_everyone_spare_the_markers_the_answers_that_wait(cast, judged):
    _sitting, version = judged
    applied(cast, version, everyone=True)
    assert not MarkingTask.objects.filter(done_at=None).exists()
    assert set(Result.objects.values_list("score", flat=True)) == {Decimal(7)}
    assert set(Attempt.objects.values_list("state", flat=True)) == {Attempt.State.GRADED}
    applied(cast, version, given=POINTS)  # taken back: now people must judge after all
    assert MarkingTask.objects.filter(done_at=None).count() == 2
