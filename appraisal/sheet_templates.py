"""Empty monthly sheets to fill in, with what may be chosen and how each column is filled."""

from django.utils.translation import gettext as _

from appraisal.rules import layouts
from appraisal.rules.layouts import DAY, ITEM, LAYOUTS, PERSON, WINDOW
from foundation.spreadsheets import Column, template_bytes

EXAMPLES = {
    "attendance": [("LJ1001", "2026-11-03", "迟到", 8, "考勤机"), ("LJ1002", "2026-11-05", "病假", 1, "请假条")],
    "volume": [("I01", 12, 12, 12, 0, "LJ1001", "YS-01", 0, 0, 3)],
    "rating": [("LJ1001", "I01", "办结", "满意", "2026-11-03 10:20", "")],
    "patrol": [("2026-11-03", "LJ1001", "公示更新", 1, "YS-01", "告知单是旧版", "LJ1003", "2026-11-08", "已整改")],
    "veto": [("2026-11-03", "LJ1001", "索要清单以外的材料", "多要一份户口簿复印件，群众跑了两趟", "12345 工单，11 月 5 日核实")],
    "deeds": [("2026-11-03", "LJ1001", "群众遗忘证件，联系本人后当面交还", "YS-01", "LJ1003", "")],
}  # fmt: skip


def sheet_template(kind: str) -> bytes:
    """The empty xlsx of that kind."""
    layout = LAYOUTS[kind]
    choices = {
        "类型": layouts.ATTENDANCE_TYPES,
        "环节": layouts.STAGES,
        "评价等级": (*layouts.GOOD_LEVELS, *layouts.BAD_LEVELS),
        "红线": layouts.RED_LINES,
        "核实结果": (layouts.UPHELD, layouts.NOT_UPHELD),
    }
    notes = _notes()
    columns = [
        Column(name, required=name in layout.required, choices=choices.get(name, ()), note=notes.get(name, ""))
        for name in layout.columns
    ]
    return template_bytes(layout.sheet, columns, EXAMPLES[kind])


def _notes() -> dict[str, str]:
    return {
        PERSON: _("名册里的工号，不要有空格。办件量没有工号时填窗口。"),
        WINDOW: _("窗口编码，如 YS-01。"),
        ITEM: _("事项目录里的编码，如 I01。"),
        DAY: _("这个月里的日期，如 2026-11-03。"),
        "时长": _("迟到、早退填分钟；事假、病假、公休填天；外出登记填小时。"),
        "凭证": _("请假条、审批单等。请假没有凭证按缺勤算。"),
        "受理": _("等于即办加承诺。"),
        "核实结果": _("差评核实后填属实或不属实；只有属实的才扣分。不要填办事群众的姓名和电话。"),
        "扣分": _("按巡查办法扣的分，如 1 或 0.5。"),
        "事实": _("查实了什么，不写群众姓名和电话。演练里的红线不算。"),
        "依据": _("工单、投诉件、巡查记录等的编号和核实日期。"),
        "事由": _("做了什么，不写群众姓名。"),
    }
