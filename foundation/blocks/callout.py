"""A call-out: what people get wrong, what must never happen, what helps."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, StructBlock
from wagtail.blocks import TextBlock as PlainTextBlock

KINDS = [("error", _("易错点")), ("red_line", _("红线")), ("tip", _("提示"))]
LOOKS = {"error": ("notice--warn", "warn"), "red_line": ("notice--stop", "warn"), "tip": ("", "info")}


class CalloutBlock(StructBlock):
    kind = ChoiceBlock(label=_("类别"), choices=KINDS, default="tip")
    title = CharBlock(label=_("标题"), max_length=80)
    text = PlainTextBlock(label=_("内容"), rows=3)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["look"], context["icon_name"] = LOOKS.get(value.get("kind"), LOOKS["tip"])
        context["kind_label"] = dict(KINDS).get(value.get("kind"), "")
        return context

    class Meta:
        label = _("提醒框")
        icon = "warning"
        template = "foundation/blocks/callout.html"
        preview_value = {
            "kind": "red_line",
            "title": "不替群众签字",
            "text": "签名必须由本人写。代签的材料当场退回。",
        }
