"""一次性告知单: all that a citizen still has to bring, said once, ready to print or to copy."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from service_items.facts import copies
from service_items.models import ServiceItem, ServiceItemVersion


@dataclass(frozen=True)
class SlipLine:
    """One missing paper: what it must look like, where it comes from, and whether it may follow later."""

    name: str
    standard: str
    form: str
    source: str
    may_follow: str

    def more(self) -> str:
        """All of it but the name, in one go."""
        return "；".join(filter(None, [self.standard, self.form, self.source, self.may_follow]))


@dataclass(frozen=True)
class NoticeSlip:
    """The slip of one item for the chosen missing materials."""

    name: str
    lines: list[SlipLine]
    limit: str
    fee: str
    place: str
    hours: str
    phone: str
    label: str
    warning: str

    def as_text(self) -> str:
        """The slip as plain text to paste into a message."""
        parts = [_("一次性告知单：%(item)s") % {"item": self.name}, self.warning, _("还需要补齐：")]
        for number, line in enumerate(self.lines, start=1):
            parts.append(f"{number}. {line.name}" + (f"（{line.more()}）" if line.more() else ""))
        parts += [f"{name}：{value}" for name, value in self.facts()]
        parts.append(self.label)
        return "\n".join(filter(None, parts))

    def facts(self) -> list[tuple[str, str]]:
        """How long, how much, where, when and whom to call, as far as the guide says."""
        known = (
            (_("办理时限"), self.limit), (_("收费"), self.fee), (_("送到哪里"), self.place), (_("时间"), self.hours),
            (_("咨询电话"), self.phone),
        )  # fmt: skip
        return [(name, value) for name, value in known if value]


def compose_slip(item: ServiceItem, version: ServiceItemVersion, missing: list[str]) -> NoticeSlip:
    """The slip for the materials whose ids are in `missing`; unknown ids are left out."""
    content = version.content
    chosen = [material for material in content.get("materials", []) if material["id"] in missing]
    promised = [row["text"] for row in content.get("limits", []) if row.get("kind") == "promised"]
    contact = content.get("contact", {})
    return NoticeSlip(
        name=content.get("name") or item.name,
        lines=[_line(material) for material in chosen],
        limit="；".join(promised),
        fee="；".join(row["text"] for row in content.get("fees", [])),
        place=contact.get("place", ""),
        hours=contact.get("hours", ""),
        phone=contact.get("consult", ""),
        label=content.get("label", ""),
        warning="" if item.live else _("这个事项已经撤下，窗口不再受理。"),
    )


def _line(material: dict) -> SlipLine:
    tolerance = material.get("tolerance") or {}
    follow = ""
    if tolerance.get("allowed"):
        days, unit = tolerance.get("days"), tolerance.get("unit") or _("日")
        follow = (
            _("可以容缺，签书面承诺后 %(days)s 个%(unit)s内补交") % {"days": days, "unit": unit}
            if days
            else _("可以容缺，须签书面承诺")
        )
    return SlipLine(
        name=material["name"], standard=material.get("acceptance_standard") or "", form=copies(material),
        source=material.get("source") or "", may_follow=follow,
    )  # fmt: skip
