"""What a page's body says, as plain text for search."""

from html import unescape

from django.utils.html import strip_tags
from wagtail.blocks import StreamValue


def said(body: StreamValue) -> str:
    """The text of all blocks, one line a block, without mark-up."""
    lines = (" ".join(block.block.get_searchable_content(block.value)) for block in body)
    return "\n".join(unescape(strip_tags(line)).strip() for line in lines)
