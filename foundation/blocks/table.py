"""A table that is typed, not drawn: one row a line."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructBlockValidationError
from wagtail.blocks import TextBlock as PlainTextBlock


def cells_of(line: str) -> list[str]:
    """The cells of one line, parted by | or, as pasted from a spreadsheet, by tabs."""
    return [cell.strip() for cell in line.replace("\t", "|").replace("｜", "|").strip().strip("|").split("|")]


class TableBlock(StructBlock):
    caption = CharBlock(label=_("表名"), max_length=120)
    head = CharBlock(label=_("表头"), help_text=_("各列用 | 隔开，如：情形 | 您做什么 | 留下什么"))
    rows = PlainTextBlock(label=_("各行"), rows=6, help_text=_("一行写一条，各列用 | 隔开；也可以从表格软件里直接粘贴"))

    def clean(self, value):
        value = super().clean(value)
        width = len(cells_of(value["head"]))
        for number, line in enumerate(self.lines(value), start=1):
            if len(cells_of(line)) != width:
                message = gettext("第 %(row)s 行有 %(found)s 列，表头有 %(width)s 列") % {
                    "row": number, "found": len(cells_of(line)), "width": width,
                }  # fmt: skip
                raise StructBlockValidationError(block_errors={"rows": ValidationError(message)})
        return value

    @staticmethod
    def lines(value) -> list[str]:
        return [line for line in (value.get("rows") or "").splitlines() if line.strip()]

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        head = cells_of(value.get("head") or "")
        context["head"] = head
        context["table_rows"] = [list(zip(head, cells_of(line))) for line in self.lines(value)]
        return context

    class Meta:
        label = _("表格")
        icon = "table"
        template = "foundation/blocks/table.html"
        preview_value = {
            "caption": "首问之后怎么走",
            "head": "情形 | 您做什么",
            "rows": "属于本窗口 | 直接办\n属于别的窗口 | 带过去，把情况替他说一遍",
        }
