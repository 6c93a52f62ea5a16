"""一票否决: a red line proven in real work is a line that the person sees, may object to, and that can be lifted."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from appraisal.models import AppraisalEntry, Award
from appraisal.rules.layouts import RED_LINES
from appraisal.selectors import missing_sheets, period_scores
from appraisal.services.answer_objection import answer_objection
from appraisal.services.close_period import close_period, snapshot_hash
from appraisal.services.enter_veto import lift_veto
from appraisal.services.keep_awards import keep_award
from appraisal.services.open_period import open_period
from appraisal.services.raise_objection import raise_objection
from appraisal.services.reckon_period import reckon_period
from foundation.models import AuditEntry, Notice
from organisation.models import Role
from organisation.services.grant_role import grant_role
from tests.appraisal.sheet_stories import MONTH, book, bring, upload
from tests.cast import make_person

TOLD = {
    "person": "t1001",
    "on": "2026-10-12",
    "red_line": RED_LINES[0],
    "facts": "多要一份复印件",
    "proof": "12345 工单 7 号",
}


@pytest.fixture
def period(cast):
    return open_period(node=cast.hall, month=MONTH, by=cast.manager)


@pytest.fixture
def desk(cast):
    client = Client()
    client.force_login(cast.manager)
    return client


@pytest.fixture
def second(cast):
    return make_person("t1099", "另一位主任", cast.district, Role.MANAGER)


def score_of(period, person):
    return period_scores(period, person=person)[0]


def test_a_manager_enters_a_veto_and_the_person_reads_what_it_does_and_objects(cast, desk, period, second, sign_in):
    bring(desk, period, "attendance", [("t1001", "2026-10-12", "迟到", 8)])
    page = reverse("appraisal-vetoes", args=[period.pk])
    for wrong, said in (
        ({"on": "2026-11-01"}, "日期要在 2026-10 里"), ({"person": "t2001"}, "没有工号 t2001"), ({"proof": " "}, 'class="error"'),
        ({"red_line": "态度不好"}, "态度不好"),
    ):  # fmt: skip
        refused = desk.post(page, TOLD | wrong)
        assert refused.status_code == 422 and said in refused.content.decode(), said
    grant_role(person=cast.reviewer, role=Role.MANAGER, node=cast.hall, by=None)
    assert "自己的要由另一位同事记" in sign_in(cast.reviewer).post(page, TOLD | {"person": "t1004"}).content.decode()
    award = keep_award(period=period, kind="model", person=cast.learner, by=cast.manager)
    assert "先从名单去掉再记" in desk.post(page, TOLD).content.decode()
    Award.objects.filter(pk=award.pk).delete()
    assert desk.post(page, TOLD).status_code == 302
    assert "已经记过" in desk.post(page, TOLD).content.decode()
    with pytest.raises(ValidationError, match="不参加评优"):
        keep_award(period=period, kind="model", person=cast.learner, by=cast.manager)
    veto = AppraisalEntry.objects.get(kind="veto")
    assert score_of(period, cast.learner).standing_vetoes == [veto] and score_of(period, cast.learner).points == 24
    assert Notice.objects.get(person=cast.learner, title__contains="一票否决").url == f"/appraisal/{period.pk}/"
    mine = sign_in(cast.learner).get(reverse("my-appraisal", args=[period.pk])).content.decode()
    assert "这个月的结果：一票否决" in mine and "12345 工单 7 号" in mine and f'data-open="object-{veto.pk}"' in mine
    assert "一票否决" in desk.get(reverse("appraisal-period", args=[period.pk])).content.decode()
    assert (
        "一票否决"
        not in desk.get(reverse("appraisal-indicators", args=[period.pk])).content.decode().split("<table")[1]
    )
    assert reckon_period(period=period) == 0

    objection = raise_objection(entry=veto, text="清单上有这一份", by=cast.learner)
    with pytest.raises(ValidationError, match="另一位同事答复"):
        answer_objection(objection=objection, upheld=True, answer="是", by=cast.manager)
    with pytest.raises(ValidationError, match="先答复异议"):
        lift_veto(veto=veto, reason="记错", by=cast.manager)
    form = {"outcome": "upheld", "answer": "清单 8 月起有这一份。", "adjust_by": "5"}
    sign_in(second).post(reverse("appraisal-objection", args=[objection.pk]), form)
    assert score_of(period, cast.learner).standing_vetoes == [] and score_of(period, cast.learner).points == 24
    mine = sign_in(cast.learner).get(reverse("my-appraisal", args=[period.pk])).content.decode()
    assert "这个月的结果：一票否决" not in mine and "撤销一票否决：清单 8 月起有这一份" in mine
    assert desk.post(page, TOLD).status_code == 302  # what was lifted may be entered anew, as a line of its own
    assert AuditEntry.objects.filter(verb="veto.entered").count() == 2


def test_a_veto_stands_in_the_snapshot_the_export_and_the_interface_and_is_lifted_for_a_reason(
    cast, desk, period, sign_in
):
    desk.post(reverse("appraisal-vetoes", args=[period.pk]), TOLD)
    closed = close_period(period=period, by=cast.manager)
    told = f"10-12 {RED_LINES[0]}：多要一份复印件"
    (mine,) = [row for row in closed.snapshot["people"] if row["staff_number"] == "t1001"]
    assert mine["vetoes"] == [told] and closed.snapshot_hash == snapshot_hash(closed.snapshot)
    veto = AppraisalEntry.objects.get(kind="veto")
    lift = reverse("appraisal-veto-lift", args=[veto.pk])
    grant_role(person=cast.stranger, role=Role.MANAGER, node=cast.other_hall, by=None)
    for person in (cast.stranger, cast.learner, cast.auditor):
        assert sign_in(person).post(lift, {"reason": "x"}).status_code == 404
    assert "请写明为什么撤销" in desk.post(lift, {"reason": " "}, follow=True).content.decode()
    assert "已撤销" in desk.post(lift, {"reason": "工单核错了人"}, follow=True).content.decode()
    assert "已经撤销" in desk.post(lift, {"reason": "再来"}, follow=True).content.decode()
    told_by_api = desk.get(f"/api/v1/appraisal/periods/{period.pk}/scores").json()
    assert told_by_api["people"][0]["vetoes"] == [told]
    assert [row["explanation"] for row in told_by_api["adjustments"]] == ["撤销一票否决：工单核错了人"]
    closed.refresh_from_db()
    assert closed.snapshot_hash == snapshot_hash(closed.snapshot)
    with pytest.raises(IntegrityError), transaction.atomic():
        AppraisalEntry.objects.filter(pk=veto.pk).update(points=-5)


def test_vetoes_come_by_sheet_too_each_once_and_a_later_sheet_takes_none_back(cast, desk, period):
    row = ("2026-10-12", "t1001", RED_LINES[0], "多要一份复印件", "12345 工单 7 号")
    refused = upload(desk, period, book("veto", [row[:2] + ("态度不好", "冷脸", "")]))
    said = refused.content.decode()
    assert refused.status_code == 422 and "第 2 行“红线”" in said and "第 2 行“依据”" in said
    award = keep_award(period=period, kind="model", person=cast.learner, by=cast.manager)
    assert "先从名单去掉再记" in bring(desk, period, "veto", [row]) and not AppraisalEntry.objects.exists()
    award.delete()
    assert "已导入一票否决 1 行" in bring(desk, period, "veto", [row])
    other = ("2026-10-13", "t1002", RED_LINES[1], "收了一条烟", "驻点监督记录 3 号")
    bring(desk, period, "veto", [other])
    bring(desk, period, "veto", [row, other])
    assert AppraisalEntry.objects.filter(kind="veto", by=cast.manager).count() == 2
    assert score_of(period, cast.learner).standing_vetoes and score_of(period, cast.cover).standing_vetoes
    assert "一票否决" not in missing_sheets(period)
    following = open_period(node=cast.hall, month=date(2026, 11, 1), by=cast.manager)
    assert reckon_period(period=following) >= 0 and not AppraisalEntry.objects.filter(period=following, kind="veto")
