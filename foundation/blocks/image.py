"""An uploaded picture."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock
from wagtail.images.blocks import ImageChooserBlock


class ImageBlock(StructBlock):
    """A picture of the library with a description in words; the site accepts no SVG uploads."""

    image = ImageChooserBlock(label=_("图片"))
    alt = CharBlock(label=_("图里有什么"), max_length=200, help_text=_("看不到图的人读这一句"))
    caption = CharBlock(label=_("图注"), max_length=120, required=False)

    class Meta:
        label = _("图片")
        icon = "image"
        template = "foundation/blocks/image.html"
        preview_template = "foundation/blocks/previews/image.html"  # the library may still be empty
        preview_value = {"image": None, "alt": "窗口旁的取号机", "caption": "从库里选一张照片，配一句图注"}
