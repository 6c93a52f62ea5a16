"""窗口业务接待手册: the chosen items as a pocket book (A5), with contents and page numbers."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.clock import local_date
from foundation.typesetting import typeset
from service_items import facts
from service_items.models import ReceptionPhrase, ServiceItem, ServiceItemVersion

SOURCE = Path(__file__).with_name("handbook.typ")
HEADINGS = {
    "contents": gettext_lazy("目录"), "conditions": gettext_lazy("受理条件"), "standards": gettext_lazy("待遇和标准"), "materials": gettext_lazy("申报材料"),
    "material": gettext_lazy("材料"), "material_standard": gettext_lazy("受理标准和来源"), "steps": gettext_lazy("办理环节"), "step": gettext_lazy("步骤"),
    "step_who": gettext_lazy("办理人和时限"), "step_standard": gettext_lazy("审查标准"), "special": gettext_lazy("特殊情形"), "errors": gettext_lazy("易错点"),
    "faq": gettext_lazy("常见问题"), "basis": gettext_lazy("设定依据"), "phrases": gettext_lazy("接待用语"),
}  # fmt: skip


def handbook(
    chosen: Iterable[tuple[ServiceItem, ServiceItemVersion]], *, hall: str, by: str, at: datetime,
    phrases: Iterable[tuple[str, list[ReceptionPhrase]]] = (),
) -> bytes:  # fmt: skip
    """The PDF of these items in their versions, with a last chapter of phrases where there are any. Raises foundation.typesetting.UnprintableText."""
    return typeset(SOURCE, data_of(chosen, hall=hall, by=by, at=at, phrases=phrases), at)


def data_of(
    chosen: Iterable[tuple[ServiceItem, ServiceItemVersion]], *, hall: str, by: str, at: datetime,
    phrases: Iterable[tuple[str, list[ReceptionPhrase]]] = (),
) -> dict:  # fmt: skip
    """All words of the book, in the reader's language."""
    items = [_item(item, version) for item, version in chosen]
    day = local_date(at).isoformat()
    return {
        "headings": {name: str(words) for name, words in HEADINGS.items()},
        "title": _("窗口业务接待手册"),
        "hall": hall,
        "subtitle": _("%(count)s 个事项 · %(day)s 的口径") % {"count": len(items), "day": day},
        "note": _("%(by)s 于 %(day)s 打印。口径会变，过后请以窗口速查为准。") % {"by": by, "day": day},
        "items": items,
        "phrases": [
            {
                "moment": str(moment.label),
                "lines": [[one.occasion or one.words, one.instead or one.words] for one in told],
            }
            for moment, told in phrases
        ],
    }


def _item(item: ServiceItem, version: ServiceItemVersion) -> dict:
    content = version.content
    return {
        "code": item.code,
        "name": content.get("name") or item.name,
        "version": _("第 %(number)s 版，%(day)s 起执行")
        % {"number": version.number, "day": version.effective_on.isoformat()},
        "facts": _facts(content),
        "conditions": _texts(content, "conditions"),
        "standards": _texts(content, "standards"),
        "special": _texts(content, "special_cases"),
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


def _facts(content: dict) -> facts.Pairs:
    handling = content.get("handling_type")
    return [(_("办件类型"), handling), *facts.at_a_glance(content)] if handling else facts.at_a_glance(content)


def _material(row: dict) -> dict:
    return {
        "name": row["name"], "flags": " · ".join(facts.material_marks(row)),
        "standard": row.get("acceptance_standard") or "",
        "source": " · ".join(filter(None, [row.get("source"), facts.copies(row), row.get("notes")])),
    }  # fmt: skip


def _texts(content: dict, part: str) -> list[str]:
    return [row["text"] for row in content.get(part, []) if row.get("text")]
