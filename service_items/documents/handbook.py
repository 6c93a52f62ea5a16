"""窗口业务接待手册: the chosen items as a pocket book (A5), with contents and page numbers."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from foundation.clock import local_date
from foundation.typesetting import typeset
from service_items.models import ServiceItem, ServiceItemVersion

SOURCE = Path(__file__).with_name("handbook.typ")


def handbook(chosen: Iterable[tuple[ServiceItem, ServiceItemVersion]], *, hall: str, by: str, at: datetime) -> bytes:
    """The PDF of these items in their versions. Raises foundation.typesetting.UnprintableText."""
    items = [_item(item, version) for item, version in chosen]
    day = local_date(at).isoformat()
    data = {
        "title": _("窗口业务接待手册"),
        "hall": hall,
        "subtitle": _("%(count)s 个事项 · %(day)s 的口径") % {"count": len(items), "day": day},
        "note": _("%(by)s 于 %(day)s 打印。口径会变，过后请以窗口速查为准。") % {"by": by, "day": day},
        "items": items,
    }
    return typeset(SOURCE, data, at)


def _item(item: ServiceItem, version: ServiceItemVersion) -> dict:
    content = version.content
    return {
        "code": item.code,
        "name": content.get("name") or item.name,
        "version": _("第 %(number)s 版，%(day)s 起执行")
        % {"number": version.number, "day": version.effective_on.isoformat()},
        "facts": _facts(content),
        "conditions": _texts(content, "conditions"),
        "materials": [_material(row) for row in content.get("materials", [])],
        "steps": [
            {"name": row["name"], "who": row.get("who") or "", "limit": row.get("limit") or "",
             "standard": row.get("review_standard") or ""}
            for row in content.get("steps", [])
        ],
        "errors": _texts(content, "error_prone"),
        "faq": [(row["question"], row["answer"]) for row in content.get("faq", [])],
        "basis": [
            "".join(filter(None, [row["law"], row.get("clause"), f"：{row['summary']}" if row.get("summary") else ""]))
            for row in content.get("basis", [])
        ],
        "label": content.get("label") or "",
    }  # fmt: skip


def _facts(content: dict) -> list[tuple[str, str]]:
    contact, result = content.get("contact") or {}, content.get("result") or {}
    listed = [
        (_("办件类型"), content.get("handling_type")), (_("服务对象"), content.get("audience")),
        (_("时限"), "；".join(_texts(content, "limits"))), (_("收费"), "；".join(_texts(content, "fees"))),
        (_("结果"), result.get("name")), (_("地点"), contact.get("place")), (_("时间"), contact.get("hours")),
        (_("咨询"), contact.get("consult")),
    ]  # fmt: skip
    return [(name, value) for name, value in listed if value]


def _material(row: dict) -> dict:
    tolerance = row.get("tolerance") or {}
    flags = [row.get("necessity") or ""]
    if row.get("core"):
        flags.append(_("核心材料"))
    if tolerance.get("allowed"):
        days = tolerance.get("days")
        unit = tolerance.get("unit") or _("日")
        flags.append(_("可容缺 %(days)s 个%(unit)s") % {"days": days, "unit": unit} if days else _("可容缺"))
    if row.get("commitment"):
        flags.append(_("可告知承诺"))
    if (row.get("submission_exempt") or {}).get("allowed"):
        flags.append(_("免提交"))
    return {
        "name": row["name"], "flags": " · ".join(filter(None, flags)), "standard": row.get("acceptance_standard") or "",
        "source": row.get("source") or "",
    }  # fmt: skip


def _texts(content: dict, part: str) -> list[str]:
    return [row["text"] for row in content.get(part, []) if row.get("text")]
