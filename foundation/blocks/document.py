"""A file to open or keep."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock
from wagtail.documents.blocks import DocumentChooserBlock


class DocumentBlock(StructBlock):
    document = DocumentChooserBlock(label=_("文件"))
    text = CharBlock(label=_("显示文字"), max_length=120, required=False)

    class Meta:
        label = _("文件")
        icon = "doc-full"
        template = "foundation/blocks/document.html"
        preview_template = "foundation/blocks/previews/document.html"
        preview_value = {"document": None, "text": "一次性告知单（样表）"}
