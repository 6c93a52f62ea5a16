"""Running text."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock


class TextBlock(RichTextBlock):
    """Paragraphs with emphasis, lists and links; nothing else, so that every lesson reads alike."""

    def __init__(self, **kwargs):
        kwargs.setdefault("features", ["bold", "ol", "ul", "link", "document-link"])
        super().__init__(**kwargs)

    class Meta:
        label = _("正文")
        icon = "pilcrow"
        template = "foundation/blocks/text.html"
        preview_value = "<p>少了它，还能不能判断这个人符不符合条件？<b>不能判断，就不能容缺。</b></p>"
