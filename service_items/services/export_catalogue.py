"""The catalogue as a workbook that can be changed and imported again, and the template to begin with."""

from django.utils.translation import gettext as _

from foundation.models import User
from foundation.spreadsheets import Column, SheetOut, write_book
from organisation.permissions import nodes_in_scope
from organisation.scoped_pages import AUTHORING_ROLES
from service_items.models import ServiceItem
from service_items.permissions import editable_items
from service_items.rules import catalogue_words as words

SHOWN = {
    "mark": {value: word for word, value in words.MARKS.items()},
    "limit": {value: word for word, value in words.LIMITS.items()},
    "level": words.LEVELS,
}
EXAMPLE = {
    words.CODE: "X01", words.NAME: "高龄津贴申领（示例）", "简称": "高龄津贴", "事项类型": "行政给付", "办件类型": "承诺件",
    "实施主体": "区民政局", "行使层级": "街道", "服务对象": "自然人", "咨询方式": "0000-0000000", "办理渠道": "窗口、网上",
    "到现场次数": "1", "相关规则": "R04、R15", "核对日期": "2026-11-21", "下次核对": "2027-05-21",
}  # fmt: skip
PART_EXAMPLES = {
    "受理条件": ("X01", "年满 80 周岁"),
    "申报材料": ("X01", "社保卡金融账户", "", "必要", "否", "申请人自备", "原件核验", "0", "户名与申请人一致", "", "", "", "是", "3",
             "工作日", "否", "否", ""),
    "办结时限": ("X01", "承诺时限", "15", "工作日", "承诺 15 个工作日"),
    "收费": ("X01", "不收费"),
    "办理环节": ("X01", "收件", "窗口经办", "当场", "三个条件逐一核对", "受理通知书"),
    "设定依据": ("X01", "老年人权益保障法", "", "第三十三条", "鼓励地方建立高龄津贴制度", "法律法规"),
    "常见问题": ("X01", "户口不在本区能领吗？", "不能，按户籍地领取。"),
}  # fmt: skip
CHOICES = {"flag": ("是", "否"), "mark": words.MARKS, "limit": words.LIMITS, "level": words.LEVELS}


def catalogue_workbook(by: User) -> bytes:
    """Every item that the person keeps, part by part."""
    return write_book(_sheets(by, list(editable_items(by).select_related("node").prefetch_related("rules")), False))


def catalogue_template(by: User) -> bytes:
    """Empty sheets with drop-downs; one more says how they are filled in and shows an example."""
    return write_book(_sheets(by, [], True))


def _sheets(by: User, items: list[ServiceItem], explained: bool) -> list[SheetOut]:
    held = [(item, item.content) for item in items]
    names = (words.CODE, words.NAME, *words.OPTIONAL)
    example = [tuple(EXAMPLE.get(name, "") for name in names)] if explained else []
    rows = [[_cell(item, content, name) for name in names] for item, content in held]
    made = [SheetOut(words.SHEET, _item_columns(by, names, explained), rows, example)]
    for sheet, (key, _letter, _named, columns) in words.PARTS.items():
        rows = [
            [item.code, *(_shown(words.get(row, path), kind) for _name, path, kind, _most in columns)]
            for item, content in held
            for row in content[key]
        ]
        examples = [PART_EXAMPLES[sheet]] if explained and sheet in PART_EXAMPLES else []
        made.append(SheetOut(sheet, _part_columns(columns, explained), rows, examples))
    return made


def _item_columns(by: User, names, explained: bool) -> list[Column]:
    notes = {
        words.CODE: _("字母和数字，最多 40 位。同一编码再导入，就是更新。"),
        words.NODE: _("由哪个单位维护，填名称或编码。留空就是您自己的单位。"),
        words.RULES: _("规则代码，几个之间用顿号隔开，如 R04、R15。"),
        "办理渠道": _("几个之间用顿号隔开。"),
        "一件事": _("一行写一条。"),
        "核对日期": _("如 2026-11-21。"),
    }
    nodes = list(nodes_in_scope(by, *AUTHORING_ROLES).values_list("name", flat=True))
    return [
        Column(
            name,
            required=name in (words.CODE, words.NAME),
            choices=nodes if name == words.NODE else ("是", "否") if name in words.FLAGS else (),
            note=notes.get(name, "") if explained else "",
            width=28 if name == words.NAME else 16,
        )
        for name in names
    ]


def _part_columns(columns, explained: bool) -> list[Column]:
    first = columns[0][0]
    notes = {
        "材料名称": _("写明具体材料；“其他材料”一类的兜底说法不能导入。"),
        "可以容缺": _("核心材料不能容缺。"),
    } if explained else {}  # fmt: skip
    return [Column(words.CODE, required=True)] + [
        Column(
            name,
            required=name == first,
            note=notes.get(name, ""),
            width=28 if kind == "text" else 14,
            choices=[word for word in CHOICES.get(kind, ()) if word],
        )
        for name, _path, kind, _most in columns
    ]


def _cell(item: ServiceItem, content: dict, name: str):
    own = {
        words.CODE: item.code, words.NAME: item.name, words.NODE: item.node.code if item.node else "",
        words.RULES: "、".join(content["rules"]),
    }  # fmt: skip
    if name in own:
        return own[name]
    if name in words.OWN or name in words.OWN_DAYS:
        value = getattr(item, (words.OWN | words.OWN_DAYS)[name])
        return value.isoformat() if hasattr(value, "isoformat") else value
    if name in words.LISTS:
        return "、".join(words.get(content, words.LISTS[name]) or [])
    if name in words.LINES:
        return "\n".join(content[words.LINES[name]])
    if name in words.FLAGS:
        return _shown(content[words.FLAGS[name]], "flag")
    return _shown(words.get(content, (words.PLAIN | words.NUMBERS | words.DAYS)[name]), "text")


def _shown(value, kind: str):
    if kind == "flag":
        return "是" if value else "否"
    if kind in SHOWN:
        return SHOWN[kind].get(value, "")
    return "" if value is None else value
