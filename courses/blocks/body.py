"""What a lesson is made of."""

from wagtail.blocks import StreamBlock

from courses.blocks.figure import FigureBlock
from courses.blocks.self_check import SelfCheckBlock
from courses.blocks.video import VideoBlock
from foundation import blocks
from service_items.blocks import ServiceItemCardBlock


class LessonBody(StreamBlock):
    heading = blocks.HeadingBlock()
    text = blocks.TextBlock()
    figure = FigureBlock()
    image = blocks.ImageBlock()
    video = VideoBlock()
    document = blocks.DocumentBlock()
    table = blocks.TableBlock()
    callout = blocks.CalloutBlock()
    steps = blocks.StepsBlock()
    clause = blocks.ClauseBlock()
    service_item_card = ServiceItemCardBlock()
    dialogue = blocks.DialogueBlock()
    self_check = SelfCheckBlock()
    link = blocks.LinkBlock()
