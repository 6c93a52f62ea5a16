"""The body of a policy."""

from wagtail.blocks import StreamBlock

from foundation import blocks
from service_items.blocks import ServiceItemCardBlock


class PolicyBody(StreamBlock):
    heading = blocks.HeadingBlock()
    text = blocks.TextBlock()
    image = blocks.ImageBlock()
    document = blocks.DocumentBlock()
    table = blocks.TableBlock()
    callout = blocks.CalloutBlock()
    steps = blocks.StepsBlock()
    clause = blocks.ClauseBlock()
    service_item_card = ServiceItemCardBlock()
    dialogue = blocks.DialogueBlock()
    link = blocks.LinkBlock()
