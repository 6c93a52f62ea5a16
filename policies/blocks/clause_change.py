"""One clause before and after."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StreamBlock, StructBlock
from wagtail.blocks import TextBlock as PlainTextBlock

from policies.rules.difference import difference


class ClauseChangeBlock(StructBlock):
    ref = CharBlock(label=_("条目编号"), max_length=40, required=False, help_text=_("窗口手册里的编号，如 I08-C4"))
    where = CharBlock(label=_("改在哪里"), max_length=80)
    old_text = PlainTextBlock(label=_("现行"), rows=3, required=False, help_text=_("新增的条目留空"))
    old_basis = CharBlock(label=_("原据"), max_length=160, required=False)
    new_text = PlainTextBlock(label=_("改后"), rows=3, required=False, help_text=_("取消的条目留空"))
    new_basis = CharBlock(label=_("依据"), max_length=160, required=False)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["old"], context["new"] = difference(value.get("old_text") or "", value.get("new_text") or "")
        return context

    class Meta:
        label = _("一处改动")
        icon = "edit"
        template = "policies/blocks/clause_change.html"
        preview_value = {
            "ref": "I08-C4",
            "where": "受理条件·变更经营者",
            "old_text": "变更经营者的，应当先办理注销登记，再由新经营者重新申请设立登记。",
            "old_basis": "旧手册（演示）",
            "new_text": "变更经营者的，可以直接申请变更登记；应当结清税款。",
            "new_basis": "新手册（演示）",
        }


class ClauseChanges(StreamBlock):
    change = ClauseChangeBlock()
