"""A wrong key is put right: by two people, with the blast radius shown first, attempt by attempt, and everyone is told."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from appraisal.models import AppraisalEntry
from appraisal.services.close_period import close_period
from appraisal.services.open_period import open_period
from appraisal.services.reckon_period import reckon_period
from certificates.models import Credential, CredentialScheme
from exams.key_change_selectors import blast_of
from exams.models import Attempt, AttemptPaper, KeyChange, RegradeItem, Result, ResultChange
from exams.services import apply_key_change as applying
from exams.services.answer_appeal import answer_appeal
from exams.services.apply_key_change import apply_key_change, apply_waiting
from exams.services.decide_key_change import approve_key_change, decline_key_change
from exams.services.open_appeal import open_appeal
from exams.services.propose_key_change import corrected_key, propose_key_change
from exams.services.release_results import release_results
from exams.services.write_reviews import write_waiting_reviews
from exams.signals import result_released
from foundation.facts import announce
from foundation.models import AuditEntry, Notice
from foundation.registries.tasks import tasks_of
from question_bank.keys import key_of
from tests.exams.exam_stories import open_now, started
from tests.exams.test_two_people import refused

REASON = "办事指南已改为三日，第 1 题答案有误。"


@pytest.fixture
def sitting(cast, deliver):
    """Three questions of 2 points, two thirds to pass. The learner has 1 and 2 right, the cover chose 三日 for question
    1 and has 2 and 3 right; results are out. A third person, the trainer, still writes."""
    sitting = open_now(cast, [cast.learner, cast.cover, cast.trainer], pass_percent=60)
    for person, answers in ((cast.learner, ("五日", "五日", "十日")), (cast.cover, ("三日", "五日", "五日"))):
        desk = started(person, sitting)
        for number, text in enumerate(answers, start=1):
            desk.answer(number, text)
        desk.hand_in()
    deliver()
    release_results(sitting=sitting, by=cast.officer)
    deliver()
    started(cast.trainer, sitting)
    return sitting


def version_of(sitting, number: int = 1):
    return sitting.paper_version.questions.get(position=number).version


def proposed(cast, sitting, value="A", **more) -> KeyChange:
    version = version_of(sitting)
    given = {"correct": [value]}
    key = corrected_key(version, given=given, everyone=more.pop("everyone", False), explanation="以新指南为准。")
    return propose_key_change(version=version, key=key, reason=REASON, by=cast.officer, **more)


def agreed(cast, sitting, **more) -> KeyChange:
    change = proposed(cast, sitting, **more)
    return approve_key_change(change_id=change.pk, by=cast.officer_b)


def scores() -> dict[str, tuple]:
    rows = Result.objects.select_related("person")
    return {row.person.username: (int(row.score), row.passed) for row in rows}


def test_two_officers_change_a_key_from_the_paper_to_the_new_scores(cast, sitting, sign_in, deliver):
    page = sign_in(cast.officer)
    form = reverse("exams:officer_change_key", args=[version_of(sitting).pk])
    assert form in page.get(reverse("exams:officer_paper", args=[sitting.paper_version_id])).content.decode()
    given = {"k-correct": "A", "reason": REASON, "explanation": "以新指南为准。"}
    shown = page.post(form, {**given, "do": "preview"}).content.decode()
    assert not KeyChange.objects.exists() and "何晓岚" in shown and "梁雨桐" in shown
    assert "由合格变为未合格" in shown
    answer = page.post(form, {**given, "do": "propose"}, follow=True)
    change = KeyChange.objects.get()
    assert (change.blast["scores"], change.blast["passes_won"], change.blast["passes_lost"]) == (2, 0, 1)
    assert scores() == {"t1001": (4, True), "t1002": (4, True)} and key_of(change.version_id).key["correct"] == ["B"]
    url = reverse("exams:officer_key_change", args=[change.pk])
    assert "要由另一位考务员同意" in answer.content.decode()
    (task,) = [each for each in tasks_of(cast.officer_b, timezone.now()) if each.kind == "更正答案"]
    assert task.url == url
    page = sign_in(cast.officer_b)
    assert "同意，重评 3 份作答" in page.get(url).content.decode()
    page.post(url, {"do": "approve"})
    apply_waiting()
    change.refresh_from_db()
    assert change.state == KeyChange.State.APPLIED
    assert scores() == {"t1001": (2, False), "t1002": (6, True)}
    shown = page.get(url).content.decode()
    assert "已重评" in shown and "4 分改为 6 分" in shown


def test_a_regrade_appends_marks_moves_pins_and_tells_everyone_concerned(cast, sitting, deliver):
    change = agreed(cast, sitting)
    assert apply_key_change(change_id=change.pk) == 3 and apply_key_change(change_id=change.pk) == 0
    cover = Attempt.objects.get(person=cast.cover)
    marks = list(cover.marks.filter(number=1).values_list("sequence", "origin", "points", "key_number"))
    assert marks == [(1, "rule", 0, 1), (2, "regrade", 2, 2)]
    moved = ResultChange.objects.get(result__attempt=cover)
    assert (moved.cause, moved.change, moved.old_score, moved.new_score) == ("regrade", change, 4, 6)
    Attempt.objects.filter(person=cast.trainer).update(state=Attempt.State.VOID)
    assert write_waiting_reviews(at=sitting.closes_at) == 2
    cover = Attempt.objects.get(person=cast.cover)
    assert cover.review.questions[0]["key"]["correct"] == ["A"] and cover.review.questions[0]["right"]
    pins = [paper.key_numbers[str(change.version_id)] for paper in AttemptPaper.objects.all()]
    sitting.paper_version.refresh_from_db()
    assert pins == [2, 2, 2] and sitting.paper_version.key_numbers[str(change.version_id)] == 2
    for person in (cast.learner, cast.cover):
        assert Notice.objects.filter(person=person, title__startswith="成绩有变动", body__contains="三日").exists()
    assert not Notice.objects.filter(person=cast.trainer, title__startswith="成绩有变动").exists()
    assert Notice.objects.filter(title__startswith="重评完成").count() == 2
    verbs = list(AuditEntry.objects.filter(verb__startswith="key_change").values_list("verb", "actor"))
    assert verbs == [("key_change.proposed", "t1005"), ("key_change.approved", "t1006"), ("key_change.applied", "")]


def test_who_writes_during_the_change_is_marked_by_the_new_key(cast, sitting, deliver):
    change = agreed(cast, sitting)
    apply_key_change(change_id=change.pk)
    desk = started(cast.trainer, sitting)
    desk.answer(1, "三日")
    desk.hand_in()
    deliver()
    assert desk.row().marks.get(number=1).points == 2


def test_an_attempt_that_slipped_by_while_the_change_was_signed_is_caught_by_the_sweep(cast, sitting):
    change = agreed(cast, sitting)
    apply_key_change(change_id=change.pk)
    paper = AttemptPaper.objects.get(attempt__person=cast.trainer)
    paper.key_numbers[str(change.version_id)] = 1
    paper.save()
    RegradeItem.objects.filter(attempt__person=cast.trainer).delete()
    assert apply_waiting() == 1
    paper.refresh_from_db()
    assert paper.key_numbers[str(change.version_id)] == 2


def test_full_marks_for_everyone_reach_also_who_wrote_nothing(cast, sitting, deliver):
    desk = started(cast.trainer, sitting)
    desk.hand_in()
    deliver()
    apply_key_change(change_id=agreed(cast, sitting, value=None, everyone=True).pk)
    assert scores() == {"t1001": (4, True), "t1002": (6, True), "t1003": (2, False)}
    assert not Notice.objects.filter(person=cast.trainer, title__startswith="成绩有变动").exists()  # not released yet


def test_killed_in_the_middle_it_goes_on_where_it_was(cast, sitting, monkeypatch):
    whole = crashed_and_resumed(cast, sitting, monkeypatch)
    assert whole == {"t1001": (2, False), "t1002": (6, True)}
    assert Result.objects.filter(number=2).count() == 2  # each moved once


def test_mutant_that_notes_done_before_it_is_leaves_results_behind(cast, sitting, monkeypatch):
    with override_settings(SABOTAGE=frozenset({"regrade-resumes"})):
        assert crashed_and_resumed(cast, sitting, monkeypatch) != {"t1001": (2, False), "t1002": (6, True)}


def crashed_and_resumed(cast, sitting, monkeypatch) -> dict:
    """The scores after a regrade that died inside its second attempt and was taken up by the sweep."""
    change = agreed(cast, sitting)
    real, calls = applying.regrade_attempt, []

    def dies(**given):
        calls.append(given)
        if len(calls) < 2:
            return real(**given)
        with transaction.atomic():
            real(**given)
            raise KeyboardInterrupt

    monkeypatch.setattr(applying, "regrade_attempt", dies)
    with pytest.raises(KeyboardInterrupt):
        apply_key_change(change_id=change.pk)
    monkeypatch.setattr(applying, "regrade_attempt", real)
    apply_waiting()
    assert KeyChange.objects.get().state == KeyChange.State.APPLIED
    return scores()


def test_nobody_agrees_to_their_own_proposal_and_only_one_waits(cast, sitting):
    change = proposed(cast, sitting)
    refused("same_person", approve_key_change, change_id=change.pk, by=cast.officer)
    refused("change_waiting", proposed, cast=cast, sitting=sitting, value="C")
    mutant = override_settings(SABOTAGE=frozenset({"second-signature"}))  # the database still refuses
    with mutant, pytest.raises(IntegrityError), transaction.atomic():
        approve_key_change(change_id=change.pk, by=cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyChange.objects.create(version=change.version, old_number=1, new_number=9, proposed_by=cast.officer,
                                 proposed_at=change.proposed_at)  # fmt: skip
    decline_key_change(change_id=change.pk, by=cast.officer_b, reason="指南没有改")
    assert apply_waiting() == 0 and key_of(change.version_id).number == 1
    assert scores() == {"t1001": (4, True), "t1002": (4, True)}
    again = agreed(cast, sitting, value="C")
    assert (again.old_number, again.new_number) == (1, 3)


def test_a_key_that_is_none_or_the_same_is_refused(cast, sitting):
    version = version_of(sitting)
    for correct in ([], ["B"], ["Z"], ["A", "B", "C", "D"]):
        with pytest.raises(ValidationError):
            corrected_key(version, given={"correct": correct}, everyone=False, explanation="")


def scores_under(cast, version, key) -> dict[str, tuple]:
    """The scores after two people changed the key to this one."""
    change = propose_key_change(version=version, key=key, reason=REASON, by=cast.officer)
    approve_key_change(change_id=change.pk, by=cast.officer_b)
    apply_key_change(change_id=change.pk)
    return scores()


def test_a_mark_that_an_appeal_gave_is_not_lowered(cast, sitting):
    learner = Attempt.objects.get(person=cast.learner)
    appeal = open_appeal(attempt_id=learner.pk, number=3, by=cast.learner, reason="两个都对")
    answer_appeal(appeal_id=appeal.pk, by=cast.officer, upheld=True, answer="认可", points=Decimal(1))
    version = version_of(sitting, 3)
    key = corrected_key(version, given={"correct": ["A"]}, everyone=False, explanation="")
    assert scores_under(cast, version, key) == {"t1001": (5, True), "t1002": (2, False)}
    again = corrected_key(version, given={"correct": ["C"]}, everyone=False, explanation="")  # what the learner chose
    assert scores_under(cast, version, again) == {"t1001": (6, True), "t1002": (2, False)}
    back = corrected_key(version, given={"correct": ["A"]}, everyone=False, explanation="")
    assert [each.new_points for each in blast_of(version, back).moved] == [1]
    assert scores_under(cast, version, back) == {"t1001": (5, True), "t1002": (2, False)}


def test_the_blast_radius_names_certificates_and_closed_months_and_they_follow(cast, sitting, deliver):
    scheme = CredentialScheme.objects.create(
        key="window", title="窗口上岗", node=cast.district, validity_months=12, published=True
    )
    scheme.requirements.create(kind="exam", key=f"sitting:{sitting.pk}", minimum_percent=60, label="考核", position=1)
    for result in Result.objects.filter(person__in=[cast.learner, cast.cover]):
        announce(result_released, key=f"again-{result.pk}", result_id=result.pk, person_id=result.person_id,
                 sitting_id=result.sitting_id)  # fmt: skip
    period = open_period(node=cast.hall, month=timezone.localdate(), by=cast.manager)
    deliver()
    assert Credential.objects.filter(person=cast.learner, revoked_at=None).exists()
    reckon_period(period=period)
    close_period(period=period, by=cast.manager, at=timezone.now() + timedelta(days=20))
    before = AppraisalEntry.objects.count()
    version = version_of(sitting)
    blast = blast_of(version, corrected_key(version, given={"correct": ["A"]}, everyone=False, explanation=""))
    upstream = {each.kind: each for each in blast.upstream}
    assert (upstream["证书"].title, upstream["证书"].count) == ("窗口上岗", 1)
    assert (upstream["考核"].title, upstream["考核"].count) == (str(period), 2)
    assert "另记调整行" in upstream["考核"].consequence
    apply_key_change(change_id=agreed(cast, sitting).pk)
    deliver()
    told = Notice.objects.filter(title__contains="不再达到要求")
    assert set(told.values_list("person__username", flat=True)) >= {cast.manager.username}
    assert Credential.objects.filter(person=cast.learner, revoked_at=None).exists()  # two people decide
    lines = AppraisalEntry.objects.filter(kind="adjustment", indicator__key="exam")
    assert {row.person_id: row.points for row in lines} == {cast.learner.pk: Decimal("-2"), cast.cover.pk: Decimal("2")}
    assert AppraisalEntry.objects.count() == before + 2
    period.refresh_from_db()
    assert period.snapshot["people"]


def test_another_branch_finds_nothing_and_a_key_in_use_elsewhere_is_for_those_above(cast, sitting, sign_in):
    change = proposed(cast, sitting)
    pages = [reverse("exams:officer_change_key", args=[change.version_id]),
             reverse("exams:officer_key_change", args=[change.pk])]  # fmt: skip
    for person in (cast.stranger_trainer, cast.learner, cast.trainer, cast.manager):
        client = sign_in(person)
        for page in pages:
            assert client.get(page).status_code == 404
            assert client.post(page, {"do": "approve"}).status_code == 404
    sitting.node = cast.other_hall
    sitting.save()
    with pytest.raises(ValidationError, match="石桥大厅也有考试用到这道题"):
        approve_key_change(change_id=change.pk, by=cast.officer_b)
