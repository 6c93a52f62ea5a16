"""The sheets and columns of a catalogue file, and where each column belongs in an item's content. Pure tables.

A column of a part is (name, path in the row, kind, most characters); kinds: text, flag (是/否), number, mark, limit, level.
"""

SHEET = "事项"
CODE, NAME = "事项编码", "事项名称"

# column → path in the content; the path's first word alone is a plain field
PLAIN = {
    "事项类型": "type", "办件类型": "handling_type", "事项状态": "status", "服务对象": "audience",
    "实施主体": "agency", "实施主体性质": "agency_kind", "行使层级": "use_level", "权力来源": "power_source",
    "委托部门": "entrusted_by", "联办机构": "joint_agencies", "基本编码": "catalog_code", "实施编码": "task_code",
    "业务办理项编码": "handle_code", "特别程序": "special_procedure", "办理形式": "handling_forms",
    "通办范围": "reach", "进驻大厅": "stationed_hall", "到现场的原因": "visits_reason", "网办深度": "online_depth", "窗口办理流程": "window_flow",
    "网上办理流程": "online_flow", "口径说明": "label", "哪里的口径": "place", "来源": "checked_against",
    "咨询方式": "contact.consult", "监督投诉方式": "contact.supervise", "办理地点": "contact.place",
    "办理时间": "contact.hours", "结果名称": "result.name", "结果类型": "result.kind", "结果有效期": "result.validity",
    "容缺说明": "tolerance.note",
}  # fmt: skip
NUMBERS = {"到现场次数": "visits_max"}
FLAGS = {"可以预约": "booking", "可以寄送": "mailing"}
LISTS = {"办理渠道": "channels", "送达方式": "result.delivery"}
LINES = {"一件事": "one_thing"}  # one a line of the cell
DAYS = {"计划生效日": "planned_from", "计划取消日": "planned_until"}
OWN_DAYS = {"核对日期": "checked_on", "下次核对": "next_check_on"}
OWN = {"简称": "short_name", "拼音首字母": "pinyin"}
NODE, RULES = "维护单位", "相关规则"
OPTIONAL = (
    *OWN, NODE, *PLAIN, *NUMBERS, *FLAGS, *LISTS, *LINES, RULES, *DAYS, *OWN_DAYS,
)  # fmt: skip

MARKS = {"": "", "法律法规": "法", "办事指南": "读", "一般常识": "识", "演示": "演"}
LIMITS = {
    "法定时限": "statutory", "承诺时限": "promised", "网上办理": "online", "公示": "publicity", "送达": "delivery",
    "急办": "urgent", "申请人的期限": "duty", "登记": "register", "签注": "endorse",
}  # fmt: skip
LEVELS = {"": "", "高": "高", "中": "中", "低": "低"}
YES = {"是": True, "可": True, "可以": True, "有": True, "1": True, "Y": True, "y": True, "√": True}
NO = {
    "": False,
    "否": False,
    "不可": False,
    "不可以": False,
    "无": False,
    "0": False,
    "N": False,
    "n": False,
    "×": False,
}

POINT = (("内容", "text", "text", 500), ("依据类型", "mark", "mark", 0), ("出处", "source", "text", 200))
# sheet → (content key, letter in the ids of its rows, what tells its rows apart, columns); the first column is required
PARTS = {
    "受理条件": ("conditions", "C", "text", POINT),
    "待遇和标准": ("standards", "V", "text", POINT),
    "申报材料": ("materials", "M", "name", (
        ("材料名称", "name", "text", 120), ("材料类型", "kind", "text", 60), ("必要性", "necessity", "text", 60),
        ("核心材料", "core", "flag", 0), ("来源渠道", "source", "text", 200), ("形式", "form", "text", 200),
        ("份数", "copies", "number", 50), ("受理标准", "acceptance_standard", "text", 500),
        ("要求依据", "basis", "text", 500), ("填报须知", "notes", "text", 500), ("窗口怎么做", "handling.text", "text", 200),
        ("可以容缺", "tolerance.allowed", "flag", 0), ("几天内补交", "tolerance.days", "number", 365),
        ("日的算法", "tolerance.unit", "text", 20), ("可以告知承诺", "commitment", "flag", 0),
        ("免提交", "submission_exempt.allowed", "flag", 0), ("怎么核验", "submission_exempt.how", "text", 200),
    )),
    "办结时限": ("limits", "L", "kind", (
        ("哪一种", "kind", "limit", 0), ("天数", "days", "number", 3650), ("日的算法", "unit", "text", 20),
        ("怎么说", "text", "text", 200), ("依据类型", "mark", "mark", 0), ("出处", "source", "text", 200),
    )),
    "收费": ("fees", "F", "", (
        ("项目和标准", "text", "text", 200), ("可否减免", "waiver", "text", 200), ("依据类型", "mark", "mark", 0),
        ("收费依据", "source", "text", 200),
    )),
    "办理环节": ("steps", "S", "name", (
        ("步骤", "name", "text", 60), ("办理人", "who", "text", 120), ("时限", "limit", "text", 60),
        ("审查标准", "review_standard", "text", 500), ("结果", "result", "text", 200),
    )),
    "设定依据": ("basis", "B", "law", (
        ("名称", "law", "text", 120), ("文号", "number", "text", 80), ("条款", "clause", "text", 120),
        ("内容", "summary", "text", 500), ("依据类型", "mark", "mark", 0),
    )),
    "地方口径": ("local_differences", "D", "text", POINT),
    "特殊情形": ("special_cases", "P", "text", POINT),
    "易错点": ("error_prone", "E", "text", POINT),
    "廉政风险点": ("risks", "X", "risk", (
        ("风险点", "risk", "text", 200), ("等级", "level", "level", 0), ("防控措施", "control", "text", 200),
    )),
    "常见问题": ("faq", "Q", "question", (("问", "question", "text", 200), ("答", "answer", "text", 500))),
}  # fmt: skip


def split(text: str) -> list[str]:
    """The words between 、 ； ; and line ends.

    >>> split("窗口、网上；社区代办")
    ['窗口', '网上', '社区代办']
    """
    for sign in "；;\n":
        text = text.replace(sign, "、")
    return [word.strip() for word in text.split("、") if word.strip()]


def put(content: dict, path: str, value) -> None:
    """Set the value at "result.name" in nested dictionaries."""
    *outer, last = path.split(".")
    for key in outer:
        content = content.setdefault(key, {})
    content[last] = value


def get(content: dict, path: str):
    """The value at "result.name"; None where there is none."""
    for key in path.split("."):
        content = (content or {}).get(key)
    return content
