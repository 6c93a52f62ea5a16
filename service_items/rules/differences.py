"""What differs between two contents of a service item, field by field, and how much that matters. Plain Python.

Rows are followed by their ids. Absent, null, "" and an empty list say the same; so do False and absent.
"""

from dataclasses import asdict, dataclass

EDITORIAL, PROCEDURAL, SUBSTANTIVE = "editorial", "procedural", "substantive"
WEIGHTS = (EDITORIAL, PROCEDURAL, SUBSTANTIVE)

# field → (what people call it, how much a change of it matters where the author does not say)
FIELDS = {
    "name": ("事项名称", EDITORIAL), "short_name": ("简称", EDITORIAL), "type": ("事项类型", EDITORIAL),
    "status": ("事项状态", SUBSTANTIVE), "planned_from": ("计划生效日", PROCEDURAL),
    "planned_until": ("计划取消日", PROCEDURAL), "catalog_code": ("基本编码", EDITORIAL),
    "task_code": ("实施编码", EDITORIAL), "handle_code": ("业务办理项编码", EDITORIAL),
    "agency": ("实施主体", PROCEDURAL), "agency_kind": ("实施主体性质", EDITORIAL), "use_level": ("行使层级", PROCEDURAL),
    "power_source": ("权力来源", EDITORIAL), "entrusted_by": ("委托部门", PROCEDURAL),
    "joint_agencies": ("联办机构", PROCEDURAL), "handling_type": ("办件类型", PROCEDURAL),
    "audience": ("服务对象", SUBSTANTIVE), "conditions": ("受理条件", SUBSTANTIVE), "standards": ("待遇和标准", SUBSTANTIVE),
    "materials": ("申报材料", SUBSTANTIVE), "limits": ("办结时限", SUBSTANTIVE), "fees": ("收费", SUBSTANTIVE),
    "steps": ("办理环节", PROCEDURAL), "special_procedure": ("特别程序", PROCEDURAL),
    "special_cases": ("特殊情形", SUBSTANTIVE), "handling_forms": ("办理形式", PROCEDURAL), "reach": ("通办范围", PROCEDURAL),
    "stationed_hall": ("进驻大厅", PROCEDURAL),
    "visits_max": ("到现场次数", PROCEDURAL), "visits_reason": ("必须到现场的原因", EDITORIAL),
    "online_depth": ("网办深度", PROCEDURAL), "booking": ("可以预约", PROCEDURAL), "mailing": ("可以寄送结果", PROCEDURAL),
    "channels": ("办理渠道", PROCEDURAL), "window_flow": ("窗口办理流程", PROCEDURAL),
    "online_flow": ("网上办理流程", PROCEDURAL), "flow_chart": ("流程图", PROCEDURAL),
    "result_sample": ("结果样本", EDITORIAL), "result": ("结果", PROCEDURAL), "contact": ("办理地点和电话", EDITORIAL),
    "basis": ("设定依据", PROCEDURAL), "local_differences": ("地方口径", EDITORIAL), "error_prone": ("易错点", EDITORIAL),
    "risks": ("廉政风险点", EDITORIAL), "faq": ("常见问题", EDITORIAL), "one_thing": ("关联“一件事”", EDITORIAL),
    "rules": ("相关规则", EDITORIAL), "label": ("口径说明", EDITORIAL), "place": ("哪里的口径", EDITORIAL),
    "checked_against": ("来源", EDITORIAL),
}  # fmt: skip
PARTS = {
    "name": "名称", "kind": "种类", "necessity": "必要性", "core": "核心材料", "source": "来源", "form": "形式",
    "copies": "份数", "acceptance_standard": "受理标准", "basis": "要求依据", "notes": "填报须知", "handling": "窗口处理",
    "tolerance": "容缺", "commitment": "告知承诺", "submission_exempt": "免提交", "blank_form": "空白表",
    "sample_form": "样表", "text": "内容", "mark": "依据类型", "days": "天数", "unit": "日的算法", "waiver": "减免",
    "who": "办理人", "limit": "时限", "review_standard": "审查标准", "result": "结果", "law": "名称", "number": "文号",
    "clause": "条款", "summary": "内容", "risk": "风险点", "level": "等级", "control": "防控措施", "question": "问",
    "answer": "答", "consult": "咨询", "supervise": "监督", "place": "地点", "hours": "时间", "validity": "有效期",
    "delivery": "送达", "allowed": "可以", "how": "怎么核验",
}  # fmt: skip
LIGHT = {"mark", "source", "handling"}  # within a row: where a rule was read, how a clerk goes about it
NAMES = ("name", "text", "law", "question", "risk")  # by which a row is called


@dataclass(frozen=True)
class Difference:
    """One field. `field` is its path ("materials/I04-M1/name"); `old` and `new` are words, "" for nothing."""

    field: str
    label: str
    old: str
    new: str

    def as_dict(self) -> dict:
        return asdict(self)


def differences(old: dict, new: dict) -> list[Difference]:
    """What `new` changes, in the order of FIELDS; rows in the order in which people see them."""
    found: list[Difference] = []
    for field, (label, _weight) in FIELDS.items():
        before, after = said(old.get(field)), said(new.get(field))
        if _is_rows(before) or _is_rows(after):
            found += _rows(field, label, before or [], after or [])
        elif before != after and isinstance(before or after, dict) and "title" not in (before or after):
            found += _parts(field, label, before or {}, after or {})
        elif before != after:
            found.append(Difference(field, label, shown(before), shown(after)))
    return found


def default_severity(changes: list[Difference]) -> str:
    """How much the changes matter where the author does not say: as much as the weightiest of them.

    >>> default_severity([Difference("materials/M1/source", "", "", "网页"), Difference("steps", "", "", "")])
    'procedural'
    """
    weights = [EDITORIAL]
    for change in changes:
        field, _slash, rest = change.field.partition("/")
        light = rest.rpartition("/")[2] in LIGHT
        weights.append(EDITORIAL if light else FIELDS[field][1])
    return max(weights, key=WEIGHTS.index)


def said(value):
    """The value without what says nothing; None if nothing is left."""
    if isinstance(value, dict):
        value = {key: kept for key, given in value.items() if (kept := said(given)) is not None}
    elif isinstance(value, list):
        value = [kept for given in value if (kept := said(given)) is not None]
    return None if value is False or value in ("", [], {}) else value


def shown(value) -> str:
    """The value in words."""
    if value is None:
        return ""
    if value is True:
        return "是"
    if isinstance(value, dict):
        if "title" in value:
            return value["title"]
        return "，".join(f"{PARTS.get(key, key)} {shown(given)}" for key, given in value.items() if key != "id")
    if isinstance(value, list):
        return "、".join(map(shown, value))
    return str(value)


def _is_rows(value) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _rows(field: str, label: str, before: list[dict], after: list[dict]) -> list[Difference]:
    old, new = {row["id"]: row for row in before}, {row["id"]: row for row in after}
    found = []
    for key, row in new.items():
        if key not in old:
            found.append(Difference(f"{field}/{key}", f"{label}（新增）", "", shown(row)))
        elif old[key] != row:
            found += _parts(f"{field}/{key}", f"{label}·{_called(old[key])}", old[key], row)
    for key, row in old.items():
        if key not in new:
            found.append(Difference(f"{field}/{key}", f"{label}（取消）", shown(row), ""))
    stayed = [key for key in old if key in new]
    order = [key for key in new if key in old]
    if stayed != order:
        words = [" → ".join(_called(rows[key]) for key in keys) for rows, keys in ((old, stayed), (new, order))]
        found.append(Difference(f"{field}/order", f"{label}·次序", *words))
    return found


def _parts(field: str, label: str, before: dict, after: dict) -> list[Difference]:
    keys = [key for key in dict.fromkeys([*before, *after]) if before.get(key) != after.get(key)]
    return [
        Difference(f"{field}/{key}", f"{label}·{PARTS.get(key, key)}", shown(before.get(key)), shown(after.get(key)))
        for key in keys
    ]


def _called(row: dict) -> str:
    name = next((row[key] for key in NAMES if row.get(key)), "")
    return name if len(name) <= 20 else name[:19] + "…"
