"""What a guide says of an item beside its lists, as (name, value) pairs in words: for the window page and the pocket book.

They read the content of a version (service_items.content); what the guide leaves open is left out.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LIMITS = {
    "statutory": gettext_lazy("法定时限"), "promised": gettext_lazy("承诺时限"), "publicity": gettext_lazy("公示"),
    "online": gettext_lazy("网上办理"), "delivery": gettext_lazy("送达"), "urgent": gettext_lazy("急办"),
    "duty": gettext_lazy("申请人的期限"), "register": gettext_lazy("登记"), "endorse": gettext_lazy("签注"),
}  # fmt: skip
Pairs = list[tuple[str, str]]


def at_a_glance(content: dict) -> Pairs:
    """What a citizen asks first: how long, how much, for whom, where, when, and what number to call."""
    contact, result = content.get("contact") or {}, content.get("result") or {}
    limits = [
        (str(LIMITS.get(row.get("kind"), _("时限"))), _joined(row.get("text"), row.get("source")))
        for row in content.get("limits", [])
    ]
    return _given(
        *limits,
        *((_("收费"), _fee(row)) for row in content.get("fees", [])),
        (_("服务对象"), content.get("audience")),
        (_("结果"), _joined(result.get("name"), result.get("kind"))),
        (_("结果有效期"), result.get("validity")),
        (_("送达"), "、".join(result.get("delivery") or [])),
        (_("办理地点"), contact.get("place")),
        (_("办理时间"), contact.get("hours")),
        (_("渠道"), "、".join(content.get("channels") or [])),
        (_("到现场"), visits(content)),
        (_("预约"), _("可以预约") if content.get("booking") else ""),
        (_("寄送"), _("可以寄送结果") if content.get("mailing") else ""),
        (_("咨询"), contact.get("consult")),
        (_("监督投诉"), contact.get("supervise")),
    )


def for_the_record(content: dict) -> Pairs:
    """Who is in charge by which power, the codes, and where the guide comes from."""
    return _given(
        (_("实施主体"), _joined(content.get("agency"), content.get("agency_kind"))),
        (_("行使层级"), content.get("use_level")),
        (_("权力来源"), content.get("power_source")),
        (_("委托部门"), content.get("entrusted_by")),
        (_("联办机构"), content.get("joint_agencies")),
        (_("进驻大厅"), content.get("stationed_hall")),
        (_("通办范围"), content.get("reach")),
        (_("办理形式"), content.get("handling_forms")),
        (_("网办深度"), content.get("online_depth")),
        (_("特别程序"), content.get("special_procedure")),
        (_("关联“一件事”"), "；".join(content.get("one_thing") or [])),
        (_("基本编码"), content.get("catalog_code")),
        (_("实施编码"), content.get("task_code")),
        (_("业务办理项编码"), content.get("handle_code")),
        (_("事项状态"), content.get("status")),
        (_("计划生效日"), content.get("planned_from")),
        (_("计划取消日"), content.get("planned_until")),
        (_("哪里的口径"), content.get("place")),
        (_("来源"), content.get("checked_against")),
    )


def visits(content: dict) -> str:
    """How often the citizen has to come, and why; "" where the guide does not say."""
    times = content.get("visits_max")
    if times is None:
        return ""
    said = _("%(times)s 次") % {"times": times} if times else _("不用到现场")
    return _joined(said, content.get("visits_reason"))


def material_marks(row: dict) -> list[str]:
    """What kind of paper it is and what may be done where it is missing, in a few words each."""
    exempt = row.get("submission_exempt") or {}
    marks = [row.get("necessity"), row.get("kind"), _("核心材料") if row.get("core") else "", may_follow(row)]
    marks.append(_("可告知承诺") if row.get("commitment") else "")
    if exempt.get("allowed"):
        marks.append(_("免提交（%s）") % exempt["how"] if exempt.get("how") else _("免提交"))
    return [mark for mark in marks if mark]


def may_follow(row: dict) -> str:
    """Whether the paper may follow, and within how many days; "" where it may not."""
    tolerance = row.get("tolerance") or {}
    if not tolerance.get("allowed"):
        return ""
    days, unit = tolerance.get("days"), tolerance.get("unit") or _("日")
    return _("可容缺 %(days)s 个%(unit)s") % {"days": days, "unit": unit} if days else _("可容缺")


def copies(row: dict) -> str:
    """In which form and how many; 0 copies means that the original is only looked at."""
    count = row.get("copies")
    return _joined(row.get("form"), _("%(count)s 份") % {"count": count} if count else "")


def _fee(row: dict) -> str:
    waiver = _("减免：%s") % row["waiver"] if row.get("waiver") else ""
    basis = _("依据：%s") % row["source"] if row.get("source") else ""
    return "；".join(filter(None, [row.get("text"), waiver, basis]))


def _joined(first, more) -> str:
    return f"{first}（{more}）" if first and more else first or more or ""


def _given(*pairs) -> Pairs:
    return [(name, value) for name, value in pairs if value]
