"""Words spoken at the window."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock
from wagtail.blocks import TextBlock as PlainTextBlock


class LineBlock(StructBlock):
    who = CharBlock(label=_("谁说"), max_length=20)
    line = PlainTextBlock(label=_("说什么"), rows=2)

    class Meta:
        label = _("一句话")


class DialogueBlock(StructBlock):
    lines = ListBlock(LineBlock(), label=_("对话"))

    class Meta:
        label = _("对话")
        icon = "openquote"
        template = "foundation/blocks/dialogue.html"
        preview_value = {
            "lines": [
                {"who": "群众", "line": "再推我就投诉。"},
                {"who": "窗口", "line": "您先坐，我来把它弄清楚，不用您再跑。"},
            ]
        }
