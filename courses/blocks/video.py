"""A film of the media library, seekable on phones."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock
from wagtail.blocks import TextBlock as PlainTextBlock
from wagtailmedia.blocks import VideoChooserBlock


class VideoBlock(StructBlock):
    video = VideoChooserBlock(label=_("视频"))
    caption = CharBlock(label=_("说明"), max_length=120, required=False)
    transcript = PlainTextBlock(
        label=_("文字稿"), rows=4, required=False, help_text=_("听不见或不便放声音的人读文字稿")
    )

    class Meta:
        label = _("视频")
        icon = "media"
        template = "courses/blocks/video.html"
        preview_template = "courses/blocks/previews/video.html"
        preview_value = {
            "video": None,
            "caption": "三分钟看懂材料四看",
            "transcript": "先看是不是本人的，再看有没有过期……",
        }
