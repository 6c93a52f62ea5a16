"""What a manager keeps of a month: indicators, awards, good deeds, the bulletin, the sheet to take along."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from appraisal.models import AppraisalEntry, Award, BulletinText, GoodDeed
from appraisal.rules import layouts, scheme, shares
from appraisal.selectors import period_scores
from appraisal.services.close_period import close_period
from appraisal.services.keep_good_deeds import keep_good_deed
from appraisal.services.open_period import open_period
from appraisal.services.reckon_period import reckon_period
from appraisal.services.set_indicators import set_indicators
from foundation.models import AuditEntry
from organisation.models import Role
from organisation.services.grant_role import grant_role
from service_items.models import ServiceItem
from tests.appraisal.sheet_stories import MONTH, bring
from tests.cast import make_person


@pytest.fixture
def period(cast):
    return open_period(node=cast.hall, month=MONTH, by=cast.manager)


@pytest.fixture
def desk(cast):
    """The manager's browser, whoever else signs in."""
    client = Client()
    client.force_login(cast.manager)
    return client


def scheme_form(period, **points) -> dict:
    """The indicator page's form, with other full points by key."""
    rows = list(period.indicators.all())
    form = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows)}
    for place, row in enumerate(rows):
        form |= {
            f"form-{place}-id": row.pk, f"form-{place}-part": row.part, f"form-{place}-name": row.name,
            f"form-{place}-full_points": points.get(row.key, row.full_points),
        }  # fmt: skip
    return form


def test_the_worked_examples_of_the_arithmetic_hold():
    import doctest

    assert sum(doctest.testmod(module).attempted for module in (layouts, scheme, shares)) > 12
    assert not any(doctest.testmod(module).failed for module in (layouts, scheme, shares))


def test_weights_come_to_a_hundred_and_stand_still_once_the_month_is_closed(cast, desk, period):
    page = reverse("appraisal-indicators", args=[period.pk])
    bring(desk, period, "attendance", [("t1001", "2026-10-12", "迟到", 8)])
    assert "现在是 105" in desk.post(page, scheme_form(period, attendance=30)).content.decode()
    assert "满分要在 0 到 100 之间" in desk.post(page, scheme_form(period, attendance=-1)).content.decode()
    assert period.indicators.get(key="attendance").full_points == 25
    assert desk.post(page, scheme_form(period, attendance=30, volume=20)).status_code == 302
    (score,) = period_scores(period, person=cast.learner)
    assert score.points_under("attendance") == Decimal(29)
    assert AuditEntry.objects.get(verb="indicators.changed").before["attendance"] == "25.00"
    close_period(period=period, by=cast.manager)
    with pytest.raises(ValidationError, match="已经关账"):
        set_indicators(period=period, settings={}, by=cast.manager)
    assert "已经关账" in desk.post(page, scheme_form(period, attendance=25, volume=25)).content.decode()
    following = open_period(node=cast.hall, month=date(2026, 11, 1), by=cast.manager)
    assert following.indicators.get(key="attendance").full_points == 30


def test_awards_go_to_windows_and_people_of_the_place_once_each(cast, desk, period):
    page = reverse("appraisal-awards", args=[period.pk])
    assert "要选本机构的一个窗口" in desk.post(page, {"kind": "red_flag"}).content.decode()
    assert "没有工号 t2001" in desk.post(page, {"kind": "model", "person": "t2001"}).content.decode()
    desk.post(page, {"kind": "red_flag", "window": cast.window.pk, "reason": "零差评"})
    desk.post(page, {"kind": "model", "person": "t1001"})
    assert "已经有了" in desk.post(page, {"kind": "model", "person": "t1001"}).content.decode()
    window, model = Award.objects.order_by("pk")
    assert 'value="t1001"' in desk.get(reverse("appraisal-award", args=[model.pk])).content.decode()
    desk.post(reverse("appraisal-award", args=[model.pk]), {"kind": "star_chief", "person": "t1002"})
    model.refresh_from_db()
    assert (model.kind, model.person) == ("star_chief", cast.cover)
    desk.post(reverse("appraisal-award-remove", args=[window.pk]))
    assert list(Award.objects.all()) == [model]
    verbs = ["award.added", "award.added", "award.changed", "award.removed"]
    assert list(AuditEntry.objects.filter(verb__startswith="award").values_list("verb", flat=True)) == verbs


def test_a_good_deed_on_the_list_is_a_point_and_off_the_list_is_none(cast, desk, period):
    page = reverse("appraisal-deeds", args=[period.pk])
    deed = {"person": "t1001", "on": "2026-10-20", "text": "下班前到的群众，延时办结"}
    assert "日期要在 2026-10 里" in desk.post(page, deed | {"on": "2026-11-02"}).content.decode()
    desk.post(page, deed)
    (score,) = period_scores(period, person=cast.learner)
    assert score.points_under("deeds") == 1
    row = GoodDeed.objects.get()
    assert 'value="2026-10-20"' in desk.get(reverse("appraisal-deed", args=[row.pk])).content.decode()
    desk.post(reverse("appraisal-deed", args=[row.pk]), deed | {"person": "t1002"})
    assert period_scores(period, person=cast.cover)[0].points_under("deeds") == 1
    assert period_scores(period, person=cast.learner)[0].points_under("deeds") == 0
    desk.post(reverse("appraisal-deed-remove", args=[row.pk]))
    assert not GoodDeed.objects.exists() and AuditEntry.objects.filter(verb="good_deed.removed").exists()
    assert period_scores(period, person=cast.cover)[0].points_under("deeds") == 0


def test_the_bulletin_follows_the_real_ones_and_is_filled_from_the_month(cast, desk, period):
    ServiceItem.objects.create(code="I01", name="高龄津贴")
    before = open_period(node=cast.hall, month=date(2026, 9, 1), by=cast.manager)
    BulletinText.objects.create(period=before, problems="补正单写得不全")
    columns = ("工号", "窗口", "事项编码", "受理", "办结", "即办", "承诺", "咨询")
    bring(desk, period, "volume", [("t1001", "T-YS-01", "I01", 60, 58, 50, 10, 7)], columns=columns)
    rows = [("t1001", "2026-10-12", "迟到", 8, ""), ("t1002", "2026-10-13", "病假", 2, "请假条")]
    bring(desk, period, "attendance", rows, columns=("工号", "日期", "类型", "时长", "凭证"))
    keep_good_deed(period=period, person=cast.cover, on=date(2026, 10, 8), text="拾到证件当面交还", by=cast.manager)
    desk.post(reverse("appraisal-awards", args=[period.pk]), {"kind": "red_flag", "window": cast.window.pk})
    page = reverse("appraisal-bulletin", args=[period.pk])
    assert "补正单写得不全" in desk.get(page).content.decode()  # last month's beside
    desk.post(page, {"problems": "评价器开机不及时\n=AB角只写在表上", "next_steps": "开窗检查表"})
    answer = desk.get(reverse("appraisal-bulletin-docx", args=[period.pk]))
    lines = [paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs]
    heads = [
        "一、运行情况",
        "（一）窗口工作",
        "（二）窗口人员",
        "（三）投诉、留言情况",
        "二、量化评比",
        "三、存在问题",
        "四、下步工作打算及要求",
    ]
    assert [line for line in lines if line in heads] == heads
    text = "\n".join(lines)
    assert "云水大厅10月份窗口工作情况通报" in lines[0]
    assert "共受理业务办件60件，办结58件，其中，即办件50件，承诺件10件" in text and "云水大厅（60件）" in text
    assert "请事假、病假、公休1人次，合计2天" in text and "迟到、早退1人次" in text
    assert f"{cast.cover.name}，拾到证件当面交还" in text and "本月未收到投诉及留言。" in text
    assert "“红旗窗口”的窗口：云水大厅综合窗口 1 号。" in text and "“服务标兵”的窗口工作人员：暂缺。" in text
    assert "1.评价器开机不及时" in lines and "2.=AB角只写在表上" in lines and "1.开窗检查表" in lines


def test_a_months_page_costs_the_same_however_many_people_it_shows(cast, desk, period, django_assert_num_queries):
    bring(desk, period, "attendance", [("t1001", "2026-10-12", "迟到", 8)])
    page = reverse("appraisal-period", args=[period.pk])
    with CaptureQueriesContext(connection) as few:
        desk.get(page)
    for number in range(40):
        make_person(f"t4{number:03}", f"新人{number}", cast.hall)
    reckon_period(period=period)
    with django_assert_num_queries(len(few)):
        assert "t4039" in desk.get(page).content.decode()


def test_the_sheet_to_take_along_holds_every_line_with_its_evidence_and_no_formula(cast, desk, period):
    cast.learner.name = "=HYPERLINK(1)"
    cast.learner.save()
    bring(desk, period, "attendance", [("t1001", "2026-10-12", "迟到", 8)])
    data = desk.get(reverse("appraisal-period", args=[period.pk]), {"format": "xlsx"}).content
    points, lines = load_workbook(io.BytesIO(data))
    rows = {row[0]: row for row in points.iter_rows(values_only=True)}
    assert rows["t1001"][1] == "'=HYPERLINK(1)" and 24 in rows["t1001"]
    told = [row for row in lines.iter_rows(values_only=True) if row[0] == "t1001"]
    assert told[0][5:7] == ("10-12 迟到 −1", "考勤表第 2 行")
    assert not any(cell.data_type == "f" for sheet in (points, lines) for row in sheet.iter_rows() for cell in row)


def test_another_halls_manager_finds_nothing_and_an_auditor_only_reads(cast, period, sign_in, desk):
    bring(desk, period, "attendance", [("t1001", "2026-10-12", "迟到", 8)])
    deed = keep_good_deed(period=period, person=cast.cover, on=date(2026, 10, 8), text="拾到证件", by=cast.manager)
    desk.post(reverse("appraisal-awards", args=[period.pk]), {"kind": "model", "person": "t1001"})
    award = Award.objects.get()
    grant_role(person=cast.stranger, role=Role.MANAGER, node=cast.other_hall, by=None)
    names = ("period", "sheets", "indicators", "awards", "deeds", "vetoes", "bulletin", "bulletin-docx")
    pages = [reverse(f"appraisal-{name}", args=[period.pk]) for name in names]
    pages.append(reverse("appraisal-person", args=[period.pk, "t1001"]))
    lists = [reverse("appraisal-award", args=[award.pk]), reverse("appraisal-deed", args=[deed.pk])]
    other = sign_in(cast.stranger)
    assert {other.get(page).status_code for page in pages + lists} == {404}
    assert {other.post(page + "remove/").status_code for page in lists} == {404}
    auditor = sign_in(cast.auditor)
    assert {auditor.get(page).status_code for page in pages} == {200}
    assert {auditor.post(page).status_code for page in pages[1:7]} == {404}
    assert Award.objects.exists() and GoodDeed.objects.exists() and AppraisalEntry.objects.exists()
