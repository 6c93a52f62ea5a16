"""Content blocks that every kind of page may use, one file each; blocks about the domain stand in their apps."""

from foundation.blocks.callout import CalloutBlock
from foundation.blocks.clause import ClauseBlock
from foundation.blocks.dialogue import DialogueBlock
from foundation.blocks.document import DocumentBlock
from foundation.blocks.heading import HeadingBlock
from foundation.blocks.image import ImageBlock
from foundation.blocks.link import LinkBlock
from foundation.blocks.steps import StepsBlock
from foundation.blocks.table import TableBlock
from foundation.blocks.text import TextBlock

__all__ = [
    "CalloutBlock", "ClauseBlock", "DialogueBlock", "DocumentBlock", "HeadingBlock", "ImageBlock", "LinkBlock",
    "StepsBlock", "TableBlock", "TextBlock",
]  # fmt: skip
