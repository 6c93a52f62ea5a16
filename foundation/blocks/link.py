"""A link by kind and key to something of another app, such as a drill."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, StructBlock

from foundation.registries import links

KIND_LABELS = {
    "course": _("课程"),
    "lesson": _("课时"),
    "policy": _("政策"),
    "drill": _("演练"),
    "service_item": _("事项"),
    "sitting": _("考试场次"),
    "scheme": _("认证项目"),
    "enquiry": _("提问"),
}


def kind_choices() -> list[tuple]:
    """The kinds that some app can resolve."""
    return [(kind, KIND_LABELS.get(kind, kind)) for kind in links.kinds()]


class LinkBlock(StructBlock):
    """Names (kind, key), never an address: the app that knows the kind gives title and address when the page is read."""

    kind = ChoiceBlock(label=_("去哪里"), choices=kind_choices)
    key = CharBlock(label=_("编号"), max_length=80, help_text=_("如演练 D04、政策 P01、事项 I08"))
    text = CharBlock(label=_("显示文字"), max_length=120, required=False)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        found = links.resolve(value.get("kind"), value.get("key"))
        user = getattr((parent_context or {}).get("request"), "user", None)
        context["link"] = found if found and (user is None or found.visible_to(user)) else None
        return context

    class Meta:
        label = _("去练一次")
        icon = "link"
        template = "foundation/blocks/link.html"
        preview_template = "foundation/blocks/previews/link.html"
        preview_value = {"kind": "drill", "key": "", "text": "在演练里接一次“跑了三趟”的群众"}
