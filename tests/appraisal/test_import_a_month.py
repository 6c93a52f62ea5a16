"""A manager brings the month's sheets: read first, refused whole where a row is wrong, reckoned with evidence."""

import time
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from appraisal.models import AppraisalEntry, GoodDeed, ImportedFigure, ImportedSheet, SheetDraft
from appraisal.selectors import period_scores
from appraisal.services.close_period import close_period
from appraisal.services.open_period import open_period
from appraisal.tasks import forget_sheet_drafts
from foundation.models import AuditEntry
from foundation.registries.tasks import tasks_of
from foundation.spreadsheets import workbook_of
from organisation.models import Role
from organisation.services.grant_role import grant_role
from service_items.models import ServiceItem
from tests.appraisal.sheet_stories import MONTH, book, bring, hire_from, upload, write
from tests.service_items.test_import_catalogue import BAD_FILES

LATE = ("t1001", "2026-10-12", "迟到", 8)
PHONE = "00000000001"


@pytest.fixture
def period(cast):
    return open_period(node=cast.hall, month=MONTH, by=cast.manager)


@pytest.fixture
def desk(cast):
    """The manager's browser, whoever else signs in."""
    client = Client()
    client.force_login(cast.manager)
    return client


@pytest.fixture
def items(db):
    ServiceItem.objects.bulk_create(ServiceItem(code=code, name=code) for code in ("I01", "I04"))


def line_of(person, key: str) -> AppraisalEntry:
    return AppraisalEntry.objects.filter(person=person, indicator__key=key).latest("pk")


def points_of(period, person, key: str) -> Decimal:
    (score,) = period_scores(period, person=person)
    return score.points_under(key)


def refused(page) -> str:
    assert page.status_code == 422
    assert not ImportedSheet.objects.exists() and not SheetDraft.objects.exists()
    return page.content.decode()


def test_a_sheet_of_another_month_is_refused_with_each_row(cast, desk, period):
    said = refused(upload(desk, period, hire_from(cast, "考勤_月份不符.xlsx"), "考勤_月份不符.xlsx"))
    assert "写的统计月份是 2026-09" in said
    assert "第 3 行“日期”" in said and "“2026-10-32”不是日期" in said
    for row in (2, 6, 10, 14, 18, 22):
        assert f"第 {row} 行“日期”" in said
    assert "第 4 行" not in said


def test_unknown_people_and_words_for_numbers_are_refused_each_at_its_cell(cast, desk, period):
    bad = ("LJ9999", "ＬＪ２００３", "LJ 2003", "I18")
    data = hire_from(cast, "办件量_工号与数字.xlsx", but=bad)
    said = refused(upload(desk, period, data, "办件量_工号与数字.xlsx"))
    for place, what in {
        "第 4 行“工号”": "没有工号 LJ9999", "第 7 行“工号”": "请改成 LJ2003", "第 10 行“工号”": "有空格或全角字符",
        "第 6 行“受理”": "“12件”不是数", "第 9 行“办结”": "“—”不是数", "第 12 行“承诺”": "“约30”不是数",
        "第 13 行“受理”": "是文本型数字", "第 15 行“事项编码”": "没有编码为“I18”的事项",
        "第 16 行“受理”": "不等于受理",
    }.items():  # fmt: skip
        at = said.index(place)
        assert what in said[at : at + 260], place
    assert "没有汇总表" in said


def test_a_title_above_the_header_and_a_hidden_sheet_are_refused_and_nothing_of_them_is_shown(cast, desk, period):
    said = refused(upload(desk, period, hire_from(cast, "评价_合并表头与隐藏表.xlsx", header=3), "评价.xlsx"))
    assert "工作表“Sheet2”" in said and "被隐藏" in said
    assert "有合并单元格" in said and "表头要在第 1 行，这份在第 3 行" in said
    assert PHONE not in said and "演示群众甲" not in said


@pytest.mark.parametrize("fault", BAD_FILES)
def test_a_bad_file_is_answered_in_plain_words_within_ten_seconds(cast, desk, period, fault):
    make, expected = BAD_FILES[fault]
    data = make("考勤", ["工号", "日期", "类型", "时长"], lambda n: [f"坏{n}", "昨天", "摸鱼", "很久"])
    kind = "" if fault == "wrong sheet" else "attendance"
    started = time.monotonic()
    said = refused(upload(desk, period, data, kind=kind))
    assert time.monotonic() - started < 10
    assert "一行都没有写入" in said
    assert any(words in said for words in (*expected, "认不出是哪一种表" if not kind else expected[0], "第 70 行"))


def test_a_file_is_read_first_then_written_and_lines_lead_back_to_its_rows(cast, desk, period, sign_in):
    shown = upload(desk, period, book("attendance", [LATE, ("t1002", "2026-10-13", "病假", 2)])).content.decode()
    assert "2 行都对，还没有写入" in shown and "考勤" in shown
    assert not ImportedSheet.objects.exists() and not AppraisalEntry.objects.exists()
    assert "已导入考勤 2 行" in write(desk, period).content.decode()
    line = line_of(cast.learner, "attendance")
    assert (line.kind, line.points) == (AppraisalEntry.Kind.IMPORTED, Decimal(24))
    assert line.explanation == "10-12 迟到 −1"
    assert points_of(period, cast.cover, "attendance") == Decimal(5)  # two days of leave without a slip
    assert points_of(period, cast.trainer, "attendance") == Decimal(25)
    assert AuditEntry.objects.get(verb="sheet.imported").after["rows"] == 2
    mine = sign_in(cast.learner).get(reverse("my-appraisal", args=[period.pk])).content.decode()
    rows = reverse("appraisal-sheet-rows", args=[ImportedSheet.objects.get().pk, cast.learner.pk])
    assert rows in mine and "考勤表第 2 行" in mine
    assert "2026-10-12" in desk.get(rows).content.decode()
    for person in (cast.cover, cast.stranger, cast.stranger_trainer):
        assert sign_in(person).get(rows).status_code == 404


def test_the_same_file_again_is_known_and_a_corrected_one_takes_its_place(cast, desk, period):
    data = book("attendance", [LATE])
    upload(desk, period, data)
    write(desk, period)
    again = desk.get(upload(desk, period, data, "改了名字.xlsx").url).content.decode()
    assert "已经导入过" in again and ImportedSheet.objects.count() == 1
    assert "没有等待写入的文件" in write(desk, period).content.decode()
    bring(desk, period, "attendance", [("t1001", "2026-10-12", "外出登记", 3)])
    assert points_of(period, cast.learner, "attendance") == Decimal(25)
    assert "由 24.00 改为 25.00" in line_of(cast.learner, "attendance").explanation
    assert ImportedSheet.objects.filter(replaced_at=None).count() == 1 and ImportedFigure.objects.count() == 2


def test_citizens_columns_are_dropped_at_the_door_and_stored_nowhere(cast, desk, period, items):
    columns = ("工号", "事项编码", "环节", "评价等级", "评价时间", "核实结果", "办事人", "联系电话")
    rows = [
        ("t1001", "I04", "办结", "不满意", "2026-10-12 09:30", "属实", "演示群众甲", PHONE),
        ("t1001", "I04", "办结", "非常不满意", "2026-10-13", "不属实", "演示群众乙", PHONE),
    ]
    shown = upload(desk, period, book("rating", rows, columns=columns)).content.decode()
    assert "不读取的列" in shown and "联系电话" in shown and PHONE not in shown
    assert PHONE not in str(list(SheetDraft.objects.values_list("rows", flat=True)))
    write(desk, period)
    assert ImportedSheet.objects.get().dropped == ["办事人", "联系电话"]
    stored = str(list(ImportedFigure.objects.values_list("data", flat=True)))
    assert "演示群众" not in stored and PHONE not in stored and "不满意" in stored
    assert points_of(period, cast.learner, "rating") == Decimal(23)  # only the upheld one costs
    assert AppraisalEntry.objects.filter(indicator__key="rating").count() == 1  # who was not rated has no line


def test_volume_is_weighed_by_difficulty_against_the_median_and_its_totals_are_checked(cast, desk, period, items):
    columns = ("工号", "窗口", "事项编码", "受理", "办结", "即办", "承诺", "提前办结", "超期", "咨询")
    rows = [
        ("t1001", "T-YS-01", "I01", 60, 60, 60, 0, 0, 0, 0),
        ("t1002", "T-YS-01", "I04", 10, 8, 0, 10, 4, 1, 0),
    ]
    said = bring(desk, period, "volume", rows, columns=columns)
    assert "没有汇总表" not in said and "已导入办件量 2 行" in said
    assert points_of(period, cast.learner, "volume") == Decimal(25)
    # 30 of a median of 45: 25 × (0.6 × 30/45 + 0.4 × 0.9)
    assert points_of(period, cast.cover, "volume") == Decimal(19)
    bring(desk, period, "volume", rows[:1], columns=columns)
    (score,) = period_scores(period, person=cast.cover)
    assert score.points_under("volume") == 0 and score.percent is None  # withdrawn: it counts no more


def test_good_deeds_and_patrols_come_from_their_sheets_and_later_ones_adjust_a_closed_month(cast, desk, period):
    bring(desk, period, "deeds", [("2026-10-15", "t1001", "群众遗忘证件，当面交还")])
    bring(desk, period, "patrol", [("2026-10-16", "t1001", "公示更新", 1.5)])
    assert GoodDeed.objects.get().person == cast.learner
    assert points_of(period, cast.learner, "deeds") == 1
    assert points_of(period, cast.learner, "patrol") == Decimal("8.50")
    template = desk.get(reverse("appraisal-sheet-template"), {"kind": "patrol"}).content
    assert "没有数据" in upload(desk, period, template).content.decode()  # its own template is known, and empty
    (task,) = tasks_of(cast.manager, datetime(2026, 11, 3, tzinfo=UTC))
    assert task.action == "去导入" and "考勤、办件量、评价" in task.detail and "巡查" not in task.detail
    close_period(period=period, by=cast.manager)
    assert tasks_of(cast.manager, datetime(2026, 11, 3, tzinfo=UTC)) == []
    bring(desk, period, "patrol", [("2026-10-16", "t1001", "公示更新", 1)])
    line = line_of(cast.learner, "patrol")
    assert (line.kind, line.points) == (AppraisalEntry.Kind.ADJUSTMENT, Decimal("0.50"))


def test_only_those_who_run_the_month_may_bring_sheets_and_only_about_its_people(cast, desk, period, sign_in):
    assert "没有工号 t2001" in refused(upload(desk, period, book("attendance", [("t2001", "2026-10-12", "迟到", 8)])))
    assert "认不出是哪一种表" in refused(
        upload(desk, period, workbook_of([("Sheet1", ["姓名", "电话"], [("甲", "乙")])]))
    )
    assert "缺少这些列：类型" in refused(
        upload(desk, period, book("attendance", [LATE], columns=("工号", "日期", "种类", "时长")))
    )
    assert "读不出文字" in refused(upload(desk, period, b"\x00\x01\x02", "x.csv", kind="patrol"))
    grant_role(person=cast.stranger, role=Role.MANAGER, node=cast.other_hall, by=None)
    for person in (cast.stranger, cast.learner, cast.trainer, cast.auditor):
        other = sign_in(person)
        assert upload(other, period, book("attendance", [LATE])).status_code == 404
        assert other.post(reverse("appraisal-sheet-write", args=[period.pk])).status_code == 404
    assert not SheetDraft.objects.exists()


def test_a_sheet_that_nobody_confirmed_is_forgotten(cast, desk, period):
    upload(desk, period, book("attendance", [LATE]))
    assert forget_sheet_drafts() == 0
    SheetDraft.objects.update(read_at="2026-01-01T00:00:00Z")
    assert forget_sheet_drafts() == 1 and not SheetDraft.objects.exists()
