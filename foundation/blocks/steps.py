"""Steps in their order."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ListBlock, StructBlock
from wagtail.blocks import TextBlock as PlainTextBlock


class StepsBlock(StructBlock):
    steps = ListBlock(PlainTextBlock(rows=2), label=_("步骤"))

    class Meta:
        label = _("步骤")
        icon = "list-ol"
        template = "foundation/blocks/steps.html"
        preview_value = {"steps": ["问结果，不问事项名称", "问给谁办，本人来了吗", "问之前在哪儿问过"]}
