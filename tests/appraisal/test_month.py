"""A month of appraisal: lines with evidence, objections answered by another person, a frozen end."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from appraisal.hands import who_may_answer
from appraisal.models import AppraisalEntry, AppraisalPeriod, Objection
from appraisal.selectors import period_scores
from appraisal.services.answer_objection import answer_objection, others_of
from appraisal.services.close_period import close_period, snapshot_hash
from appraisal.services.keep_good_deeds import keep_good_deed
from appraisal.services.open_period import open_period
from appraisal.services.raise_objection import raise_objection
from appraisal.services.reckon_period import reckon_period
from appraisal.tasks import reckon_open_periods
from exams.models import Result
from exams.services.release_results import release_results
from foundation.models import Notice
from foundation.registries.tasks import tasks_of
from organisation.models import Role, RoleGrant
from organisation.services.revoke_role import revoke_role
from tests.appraisal.sheet_stories import brought
from tests.cast import make_person
from tests.certificates.test_from_proofs import play_assessed, published_case
from tests.exams.exam_stories import open_now, started


@pytest.fixture
def period(cast):
    return open_period(node=cast.hall, month=timezone.localdate(), by=cast.manager)


@pytest.fixture
def second_manager(cast):
    return make_person("t1099", "另一位主任", cast.district, Role.MANAGER)


@pytest.fixture
def released(cast, period, deliver):
    """The learner got two of three questions right in this month's exam, and the result is out."""
    sitting = open_now(cast)
    desk = started(cast.learner, sitting)
    for number, text in ((1, "五日"), (2, "五日"), (3, "三日")):
        desk.answer(number, text)
    desk.hand_in()
    deliver()
    release_results(sitting=sitting, by=cast.officer)
    deliver()
    return sitting


def exam_line(cast) -> AppraisalEntry:
    return AppraisalEntry.objects.get(person=cast.learner, indicator__key="exam")


def test_a_released_result_enters_the_month_with_its_evidence(cast, released):
    line = exam_line(cast)
    assert line.points == Decimal("4.00")  # two thirds of six points
    assert line.evidence[0]["kind"] == "result"
    assert "66.67" in line.explanation


def test_reckoning_again_on_the_same_evidence_appends_nothing(cast, period, released):
    before = AppraisalEntry.objects.count()
    assert reckon_period(period=period) == 0
    assert AppraisalEntry.objects.count() == before


def test_a_lost_announcement_is_found_by_the_sweep(cast, period, released):
    AppraisalEntry.objects.all().delete()
    reckon_period(period=period)
    assert exam_line(cast).points == Decimal("4.00")


def test_an_objection_is_answered_by_another_person_and_adjusts_the_points(cast, period, released, second_manager):
    objection = raise_objection(entry=exam_line(cast), text="第 3 题的口径已经改了", by=cast.learner)
    assert [task.url for task in tasks_of(cast.manager, timezone.now()) if task.kind == "考核异议"]
    answer_objection(
        objection=objection, upheld=True, answer="核实成立，补 2 分。", adjust_by=Decimal(2), by=second_manager
    )
    (score,) = period_scores(period, person=cast.learner)
    assert next(row.points for row in score.indicators if row.key == "exam") == Decimal("6.00")
    assert Notice.objects.filter(person=cast.learner, title__contains="异议已答复").exists()


def test_nobody_answers_their_own_objection_and_the_database_agrees(cast, period, released):
    objection = raise_objection(entry=exam_line(cast), text="不对", by=cast.learner)
    with pytest.raises(ValidationError):
        answer_objection(objection=objection, upheld=False, answer="维持", by=cast.learner)
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(answered_by=cast.learner)


def test_whoever_brought_the_figures_leaves_the_answer_to_another_and_points_stay_within_the_full_ones(
    cast, period, second_manager, sign_in
):
    late = [("t1001", f"{period.month:%Y-%m}-02", "迟到", 8)]
    brought(period, "attendance", late, by=cast.manager)
    line = AppraisalEntry.objects.get(person=cast.learner, indicator__key="attendance")
    objection = raise_objection(entry=line, text="那天是外出", by=cast.learner)
    page = reverse("appraisal-objection", args=[objection.pk])
    importer = sign_in(cast.manager)
    told = importer.get(page).content.decode()
    assert "须由另一位同事答复" in told and "另一位主任（t1099）" in told and "答复并通知本人" not in told
    answer = {"outcome": "upheld", "adjust_by": "1", "answer": "核实是外出。"}
    assert "可以请 另一位主任（t1099） 答复" in importer.post(page, answer).content.decode()
    objection.refresh_from_db()
    assert objection.state == Objection.State.OPEN
    assert not [task for task in tasks_of(cast.manager, timezone.now()) if task.kind == "考核异议"]
    assert [task.url for task in tasks_of(second_manager, timezone.now()) if task.kind == "考核异议"] == [page]
    other = sign_in(second_manager)
    refused = other.post(page, answer | {"adjust_by": "1.5"})
    assert refused.status_code == 422 and "现在是 24.00 分，满分 25.00" in refused.content.decode()
    other.post(page, answer)
    assert period_scores(period, person=cast.learner)[0].points_under("attendance") == Decimal(25)

    deed = keep_good_deed(period=period, person=cast.cover, on=period.month, text="拾到证件", by=second_manager)
    (entry,) = AppraisalEntry.objects.filter(person=cast.cover, indicator__key="deeds")
    assert deed.kept_by == second_manager
    objection = raise_objection(entry=entry, text="还有一件没有记", by=cast.cover)
    assert [person.username for person in who_may_answer(objection)] == ["t1007"]
    revoke_role(grant=RoleGrant.objects.get(person=cast.manager, role=Role.MANAGER), by=None)
    assert "没有第二位管理者" in others_of(objection)


def test_an_objection_comes_from_the_person_concerned_in_time_and_once(cast, period, released):
    line = exam_line(cast)
    with pytest.raises(ValidationError, match="自己的"):
        raise_objection(entry=line, text="替他提", by=cast.cover)
    with pytest.raises(ValidationError, match="异议期已过"):
        raise_objection(entry=line, text="晚了", by=cast.learner, at=timezone.now() + timedelta(days=30))
    raise_objection(entry=line, text="理由", by=cast.learner)
    with pytest.raises(ValidationError, match="已有一份"):
        raise_objection(entry=line, text="再提", by=cast.learner)


def test_a_month_closes_frozen_and_what_changes_later_is_an_adjustment_line(cast, period, released, deliver):
    objection = raise_objection(entry=exam_line(cast), text="理由", by=cast.learner)
    with pytest.raises(ValidationError, match="先答复再关账"):
        close_period(period=period, by=cast.manager)
    answer_objection(objection=objection, upheld=False, answer="核对无误。", by=cast.manager)
    closed = close_period(period=period, by=cast.manager)
    assert closed.snapshot_hash == snapshot_hash(closed.snapshot)
    indicator = exam_line(cast).indicator
    AppraisalEntry.objects.filter(person=cast.learner, indicator=indicator).update(points=Decimal(3))
    reckon_period(period=closed)
    adjustment = AppraisalEntry.objects.filter(person=cast.learner, indicator=indicator).latest("pk")
    assert (adjustment.kind, adjustment.points) == (AppraisalEntry.Kind.ADJUSTMENT, Decimal("1.00"))
    assert AppraisalPeriod.objects.get(pk=period.pk).snapshot == closed.snapshot


def test_a_regrade_whose_announcement_was_lost_still_reaches_the_closed_month(cast, period, released):
    closed = close_period(period=period, by=cast.manager)
    Result.objects.filter(person=cast.learner).update(score=6, percent=100)
    assert reckon_open_periods() == 1
    line = AppraisalEntry.objects.filter(person=cast.learner, indicator__key="exam").latest("pk")
    assert (line.kind, line.points) == (AppraisalEntry.Kind.ADJUSTMENT, Decimal("2.00"))
    assert AppraisalPeriod.objects.get(pk=period.pk).snapshot == closed.snapshot and reckon_open_periods() == 0


def test_the_results_sheet_has_the_columns_that_other_systems_expect(cast, period, released, sign_in):
    scenario = published_case(cast)
    run = play_assessed(cast, scenario)
    data = sign_in(cast.manager).get(reverse("appraisal-period", args=[period.pk]), {"format": "results"}).content
    (sheet,) = load_workbook(io.BytesIO(data))
    head, *rows = sheet.iter_rows(values_only=True)
    assert "、".join(head) == "工号、姓名、月份、考试、得分、是否合格、演练、得分、红线、有效授权事项数"
    by_number = {row[0]: row for row in rows}
    exam, case = released.title, scenario.title
    assert by_number["t1001"] == ("t1001", "何晓岚", period.name, exam, 66.67, "是", case, run.score, "无", 0)
    assert by_number["t1002"][3:] == (None,) * 6 + (0,)
    assert (
        "t2001" not in by_number
        and "导出成绩表" in sign_in(cast.manager).get(f"/appraisal/periods/{period.pk}/").content.decode()
    )


def test_each_person_sees_their_own_lines_and_nobody_elses(cast, released, sign_in):
    line = exam_line(cast)
    mine = sign_in(cast.learner).get(reverse("my-appraisal", args=[line.period_id]))
    assert "66.67" in mine.content.decode()
    for person in (cast.cover, cast.stranger):
        assert sign_in(person).get(reverse("my-appraisal", args=[line.period_id])).status_code == 404
        assert sign_in(person).post(reverse("appraisal-object", args=[line.pk]), {"text": "x"}).status_code == 404
        assert sign_in(person).get(reverse("appraisal-period", args=[line.period_id])).status_code == 404


def test_the_manager_reads_the_month_takes_it_along_and_the_api_gives_the_same(cast, period, released, sign_in):
    client = sign_in(cast.manager)
    assert cast.learner.name in client.get(reverse("appraisal-period", args=[period.pk])).content.decode()
    sheet = client.get(reverse("appraisal-period", args=[period.pk]), {"format": "xlsx"})
    assert sheet.content.startswith(b"PK")
    scores = client.get(f"/api/v1/appraisal/periods/{period.pk}/scores").json()
    mine = next(row for row in scores["people"] if row["staff_number"] == cast.learner.username)
    assert mine["points"]["exam"] == "4.00"
    assert sign_in(cast.stranger).get(f"/api/v1/appraisal/periods/{period.pk}/scores").status_code == 404
