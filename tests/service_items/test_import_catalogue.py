"""A keeper brings the catalogue; it is read, shown, and written whole or not at all."""

import io
import time
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from foundation.clock import local_date
from foundation.models import AuditEntry, User
from organisation.models import Posting
from service_items.lookup import find_entries
from service_items.models import LookupEntry, ServiceItem, ServiceItemVersion, ServiceRule
from service_items.rules.wording import catch_all
from service_items.views import spreadsheet
from tests.service_items.catalogue import address, editor_data, make_item

IMPORT = "/cms/catalogue/import/"
ROSTER = "/cms/people/roster/"
ITEMS = ["事项编码", "事项名称", "简称", "实施主体", "办理渠道", "到现场次数", "相关规则", "核对日期"]
MATERIALS = ["事项编码", "材料名称", "必要性", "核心材料", "受理标准", "可以容缺", "几天内补交", "日的算法"]
GOOD_ITEMS = [
    ["N01", "残疾人证办理", "残疾人证", "区残联", "窗口、网上", 1, "R04", "2026-11-01"],
    ["I04", "高龄津贴", "", "区民政局", "窗口", 1, "", ""],
]
GOOD_MATERIALS = [
    ["N01", "残疾评定表", "必要", "是", "评定机构盖章", "否", "", ""],
    ["N01", "两寸照片", "必要", "否", "近期", "是", 3, "工作日"],
    ["I04", "申报表", "必要", "否", "栏目填全，本人签名", "否", "", ""],
    ["I04", "社保卡金融账户", "必要", "否", "", "是", 3, "工作日"],
]


def book(**sheets) -> bytes:
    """A workbook; each sheet a list of rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def good(items=GOOD_ITEMS, materials=GOOD_MATERIALS) -> bytes:
    return book(事项=[ITEMS, *items], 申报材料=[MATERIALS, *materials])


def upload(client, data: bytes, path=IMPORT, name="目录.xlsx"):
    return client.post(path, {"file": SimpleUploadedFile(name, data)})


@pytest.fixture
def hall(cast):
    ServiceRule.objects.create(code="R04", name="容缺受理")
    make_item(node=cast.hall)
    make_item("S01", "石桥事项", node=cast.other_hall)
    return cast


def test_a_trial_shows_every_difference_and_writes_nothing(hall, sign_in):
    client = sign_in(hall.trainer)
    before = snapshot()
    page = upload(client, good()).content.decode()
    assert "还没有写入" in page and "新增 1，修改 1，不变 0" in page
    assert "<del>栏目填全</del>" in page and "<ins>栏目填全，本人签名</ins>" in page and "残疾人证办理" in page
    assert snapshot() == before


def test_writing_makes_drafts_that_keep_ids_forms_and_what_the_file_does_not_carry(hall, sign_in):
    client = sign_in(hall.trainer)
    upload(client, good())
    done = client.post(f"{IMPORT}write/").content.decode()
    assert "这些是草稿" in done
    fresh = ServiceItem.objects.get(code="N01")
    assert (fresh.live, fresh.node, fresh.pinyin, fresh.imported_on) == (False, hall.hall, "cjrz", local_date())
    assert [row["id"] for row in fresh.content["materials"]] == ["N01-M1", "N01-M2"]
    assert fresh.content["rules"] == ["R04"] and fresh.content["channels"] == ["窗口", "网上"]
    stored = ServiceItem.objects.get(code="I04")
    assert stored.live and stored.has_unpublished_changes and stored.content["agency"] == "民政部门"
    draft = stored.get_latest_revision_as_object()
    assert [row["id"] for row in draft.content["materials"]] == ["I04-M1", "I04-M4"]
    assert draft.content["materials"][0]["source"] == "窗口提供", "the file has no such column"
    assert draft.content["conditions"] == stored.content["conditions"], "the file has no such sheet"
    assert draft.content["agency"] == "区民政局"
    entry = AuditEntry.objects.get(verb="catalogue.imported")
    assert entry.after["new"] == ["N01"] and "实施主体" in entry.after["changed"]["I04"]
    again = upload(client, good()).content.decode()
    assert "没有要改的" in again and client.post(f"{IMPORT}write/").status_code == 200
    assert AuditEntry.objects.filter(verb="catalogue.imported").count() == 1


def test_two_keepers_who_bring_the_same_item_at_once_do_not_trip_over_each_other(hall, sign_in, monkeypatch):
    client = sign_in(hall.trainer)
    upload(client, good())
    read = spreadsheet.plan_catalogue

    def read_while_another_writes(file, *, by):
        plan = read(file, by=by)
        make_item("N01", "残疾人证办理", node=hall.hall)
        return plan

    monkeypatch.setattr(spreadsheet, "plan_catalogue", read_while_another_writes)
    response = client.post(f"{IMPORT}write/", follow=True)
    assert response.redirect_chain and "一项都没有写入" in response.content.decode()
    assert not ServiceItem.objects.get(code="I04").has_unpublished_changes
    assert not AuditEntry.objects.filter(verb="catalogue.imported").exists()


def test_rows_of_an_item_with_the_longest_code_are_found_at_the_window(hall, sign_in):
    code = "X" * 40
    client = sign_in(hall.admin)
    upload(client, good([[code, "残疾人证办理"]], [[code, "残疾评定表"]] * 12))
    client.post(f"{IMPORT}write/", {"publish": "1", "publish_from": local_date().isoformat()})
    anchors = [entry.anchor for entry in find_entries("残疾评定")]
    assert len(anchors) == 12 and all(len(anchor) <= 40 and code[:30] in anchor for anchor in anchors)


def test_who_may_publish_puts_new_items_into_force_at_once(hall, sign_in):
    client = sign_in(hall.trainer)
    upload(client, good())
    assert client.post(f"{IMPORT}write/", {"publish": "1"}).status_code == 404
    client = sign_in(hall.admin)
    assert 'name="publish"' in upload(client, good()).content.decode()
    client.post(f"{IMPORT}write/", {"publish": "1", "publish_from": local_date().isoformat()})
    assert find_entries("残疾评定")[0].item.code == "N01"
    assert "残疾评定表" in client.get("/items/N01/").content.decode()
    assert ServiceItemVersion.objects.filter(item__code="I04").count() == 1


def test_what_is_exported_comes_back_unchanged(hall, sign_in):
    client = sign_in(hall.trainer)
    upload(client, good())
    client.post(f"{IMPORT}write/")
    exported = client.get("/cms/catalogue/export/")
    assert exported.headers["Content-Disposition"].startswith("attachment")
    names = openpyxl.load_workbook(io.BytesIO(exported.content))
    assert "石桥事项" not in {cell.value for row in names["事项"] for cell in row}
    ServiceItem.objects.filter(code="I04").update(has_unpublished_changes=False)
    page = upload(client, exported.content).content.decode()
    assert "新增 0，修改 0，不变 2" in page


def test_an_item_in_review_may_stand_in_the_file_as_it_is_and_not_otherwise(hall, sign_in):
    client = sign_in(hall.trainer)
    item = ServiceItem.objects.get(code="I04")
    client.post(address("edit", item.pk), editor_data(client, item, **{"short_name": "高龄", "action-submit": "1"}))
    assert ServiceItem.objects.get(code="I04").current_workflow_state
    exported = client.get("/cms/catalogue/export/").content
    assert "新增 0，修改 0，不变 1" in upload(client, exported).content.decode()
    errors = upload(client, good()).context["errors"]
    assert [error.code for error in errors] == ["locked"]


def test_the_template_has_drop_downs_examples_and_is_read_back_as_empty(hall, sign_in):
    client = sign_in(hall.trainer)
    data = client.get(f"{IMPORT}template/").content
    made = openpyxl.load_workbook(io.BytesIO(data))
    assert made.sheetnames[:4] == ["事项", "受理条件", "待遇和标准", "申报材料"] and made["事项"].max_row == 1
    assert made["申报材料"].data_validations.dataValidation
    assert "高龄津贴申领（示例）" in {cell.value for row in made["填写说明"] for cell in row}
    assert "表里没有数据" in upload(client, data).content.decode()


@pytest.mark.parametrize(
    ("items", "materials", "where", "said"),
    [
        ([["", "没有编码"]], [], "“事项” 第 2 行“事项编码”", "编码用字母和数字"),
        ([["N01", ""]], [], "“事项” 第 2 行“事项名称”", "请填事项名称"),
        ([["S01", "别家的"]], [], "“事项” 第 2 行“事项编码”", "别的单位在维护"),
        ([["N01", "甲"], ["n01", "乙"]], [], "“事项” 第 3 行“事项编码”", "已经有了"),
        ([["N01", "甲", "", "", "", "很多", "", ""]], [], "“事项” 第 2 行“到现场次数”", "整数"),
        ([["N01", "甲", "", "", "", "", "R77", ""]], [], "“事项” 第 2 行“相关规则”", "没有规则“R77”"),
        ([["N01", "甲", "", "", "", "", "", "去年"]], [], "“事项” 第 2 行“核对日期”", "如 2026-11-21"),
        ([["N01", "甲"]], [["N02", "身份证"]], "“申报材料” 第 2 行“事项编码”", "没有编码“N02”"),
        ([["N01", "甲"]], [["N01", "其他材料"]], "“申报材料” 第 2 行“材料名称”", "兜底说法"),
        (
            [["N01", "甲"]],
            [["N01", "申请表", "", "", "并提交其他有关材料"]],
            "“申报材料” 第 2 行“受理标准”",
            "“其他有关材料”是兜底",
        ),
        ([["N01", "甲"]], [["N01", "身份证", "", "也许"]], "“申报材料” 第 2 行“核心材料”", "可以填：是、否"),
        ([["N01", "甲"]], [["N01", "身份证", "", "是", "", "是"]], "“申报材料” 第 2 行“可以容缺”", "核心材料不能容缺"),
        ([["N01", "甲"]], [["N01", ""], ["N01", "", "必要"]], "“申报材料” 第 2 行“材料名称”", "必须填"),
    ],
)
def test_each_wrong_cell_is_named_by_sheet_row_and_column(hall, sign_in, items, materials, where, said):
    before = snapshot()
    response = upload(sign_in(hall.trainer), good(items, materials))
    assert any(error.where == where and said in error.message for error in response.context["errors"])
    assert "一行都还没有写入" in response.content.decode() and snapshot() == before


def test_a_whole_catalogue_is_written_and_published_in_a_handful_of_statements(
    hall, sign_in, django_assert_max_num_queries
):
    items = [[f"N{number:04}", f"事项{number}", "", "区民政局", "窗口", 1, "R04", ""] for number in range(200)]
    materials = [[f"N{number // 3:04}", f"材料{number % 3}", "必要", "否", "齐全"] for number in range(600)]
    client = sign_in(hall.admin)
    upload(client, good(items, materials))
    with django_assert_max_num_queries(75):
        client.post(f"{IMPORT}write/", {"publish": "1", "publish_from": local_date().isoformat()})
    assert LookupEntry.objects.filter(item__code__startswith="N").count() == 800


def snapshot() -> tuple:
    models = (ServiceItem, ServiceItemVersion, LookupEntry, User, Posting, AuditEntry)
    return tuple(model.objects.count() for model in models)


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/workbook.xml", b" " * 60_000_000)
    return target.getvalue()


def merged(sheet: str, columns: list, row: list) -> bytes:
    made = openpyxl.load_workbook(io.BytesIO(book(**{sheet: [columns, row, row]})))
    made[sheet].merge_cells("A2:A3")
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


PEOPLE = ["工号", "姓名", "单位", "入岗日期", "在岗状态"]
KINDS = {
    "catalogue": (IMPORT, "事项", ["事项编码", "事项名称", "到现场次数"], lambda n: [f"坏 {n}", "", "多次"]),
    "roster": (ROSTER, "人员名册", PEOPLE, lambda n: [f"坏 {n}", "", "没有的大厅", "昨天", "摸鱼"]),
}
BAD_FILES = {
    "wrong sheet": (lambda sheet, columns, row: book(说明=[["随便"], ["写写"]]), ("没有名为", "缺少这些列")),
    "missing column": (lambda sheet, columns, row: book(**{sheet: [columns[1:], row(1)[1:]]}), ("缺少这些列",)),
    "a thousand bad rows": (
        lambda sheet, columns, row: book(**{sheet: [columns, *(row(n) for n in range(1000))]}), ("第 150 行",),
    ),
    "zip bomb": (lambda sheet, columns, row: bomb(), ("解压后太大",)),
    "formula cells": (lambda sheet, columns, row: book(**{sheet: [columns, ["=1+1", *row(1)[1:]]]}), ("单元格是公式",)),
    "merged cells": (lambda sheet, columns, row: merged(sheet, columns, row(1)), ("合并单元格",)),
    "20 MB": (lambda sheet, columns, row: b"PK\x03\x04" + b"0" * (20 * 1024 * 1024), ("20 MB",)),
    "broken": (lambda sheet, columns, row: b"PK\x03\x04broken", ("文件坏了",)),
    "old Excel": (lambda sheet, columns, row: b"\xd0\xcf\x11\xe0" + b"0" * 900, ("旧版 .xls",)),
    "text": (lambda sheet, columns, row: "随便写点".encode(), ("不是 Excel 工作簿",)),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", BAD_FILES)
def test_a_bad_file_is_answered_in_plain_words_and_changes_nothing(hall, sign_in, kind, fault):
    path, sheet, columns, row = KINDS[kind]
    make, expected = BAD_FILES[fault]
    data = make(sheet, columns, row)
    before = snapshot()
    client = sign_in(hall.admin)
    started = time.monotonic()
    page = upload(client, data, path).content.decode()
    assert time.monotonic() - started < 10
    assert "一行都还没有写入" in page and any(words in page for words in expected), (kind, fault)
    assert snapshot() == before
    assert client.post(f"{path}write/").url == path


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("法律法规规定的其他材料", True), ("其它证明文件", True), ("相关材料", True), ("身份证等材料", True),
        ("身份证、户口簿等", True), ("审批机关要求提供的有关资料", True), ("视情况提供", True),
        ("居民身份证", False), ("经营场所相关文件", False), ("等级证书", False), ("其他人的授权书", False),
    ],
)  # fmt: skip
def test_catch_all_wording_is_told_from_names(name, refused):
    assert bool(catch_all(name)) is refused
