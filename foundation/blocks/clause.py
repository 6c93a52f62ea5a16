"""The gist of a clause, where it stands and when somebody last compared it with the text."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, DateBlock, StructBlock
from wagtail.blocks import TextBlock as PlainTextBlock

MARKS = [
    ("law", _("对照过公布的条文")),
    ("read", _("来自读到的网页，上线前须对照公布文本")),
    ("common", _("一般常识，上线前须核实")),
    ("demo", _("演示取值")),
]


class ClauseBlock(StructBlock):
    law = CharBlock(label=_("文件名称"), max_length=120)
    clause = CharBlock(label=_("条款"), max_length=60, required=False)
    summary = PlainTextBlock(label=_("要点"), rows=3, help_text=_("写要点，不写成原文"))
    mark = ChoiceBlock(label=_("来源"), choices=MARKS, default="read")
    checked_on = DateBlock(label=_("核对日期"))

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["mark_label"] = dict(MARKS).get(value.get("mark"), "")
        return context

    class Meta:
        label = _("条款")
        icon = "clipboard-list"
        template = "foundation/blocks/clause.html"
        preview_value = {
            "law": "社会救助暂行办法",
            "clause": "第六十条",
            "summary": "接到求助的机构应当及时办理，或者转交给管这件事的部门。",
            "mark": "law",
            "checked_on": date(2026, 11, 21),
        }
