"""A heading inside a page."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock


class HeadingBlock(CharBlock):
    class Meta:
        label = _("小标题")
        icon = "title"
        template = "foundation/blocks/heading.html"
        preview_value = "三句话问清"
